using Salus.Language.Text;

namespace Salus.Tests.Language;

public sealed class TextLanguageTests
{
    [Theory]
    [InlineData("Spanish", "Buenos días, ¿qué le pasa hoy?", "Tengo dolor de pecho desde hace tres días y no puedo dormir.", "¿Tiene fiebre?", "No, pero tomo aspirina todos los días.")]
    [InlineData("French", "Bonjour, qu'est-ce qui ne va pas ?", "J'ai mal à la tête depuis trois jours et je ne dors pas.", "Est-ce que vous avez de la fièvre ?", "Oui, un peu.")]
    [InlineData("German", "Guten Tag, was führt Sie zu mir?", "Ich habe seit drei Tagen Schmerzen in der Brust und kann nicht schlafen.", "Haben Sie auch Fieber?", "Nein, das habe ich nicht.")]
    [InlineData("Italian", "Buongiorno, che cosa è successo?", "Ho dolore al petto da tre giorni e non riesco a dormire, anche quando sono a letto.", "Ha la febbre?", "Sì, un po', ma non molto.")]
    [InlineData("Portuguese", "Bom dia, o que está sentindo?", "Estou com dor no peito há três dias e não consigo dormir.", "Você tem febre?", "Não, mas também tenho tosse, muito forte.")]
    [InlineData("Polish", "Dzień dobry, co się dzieje?", "Od trzech dni boli mnie klatka piersiowa i nie mogę spać.", "Czy ma pani gorączkę?", "Nie, ale jestem bardzo zmęczona.")]
    [InlineData("Vietnamese", "Chào anh, anh bị sao?", "Tôi bị đau ngực ba ngày rồi và không ngủ được.", "Anh có sốt không?", "Không, nhưng tôi ho rất nhiều.")]
    [InlineData("Russian", "Здравствуйте, что случилось?", "У меня три дня болит грудь, и я не сплю.")]
    [InlineData("Arabic", "صباح الخير، ما المشكلة؟", "عندي ألم في الصدر منذ ثلاثة أيام.")]
    [InlineData("Hindi", "नमस्ते, क्या तकलीफ़ है?", "मुझे तीन दिन से सीने में दर्द है।")]
    [InlineData("Chinese", "早上好，哪里不舒服？", "我胸口痛了三天，睡不着。")]
    [InlineData("Japanese", "おはようございます、どうしましたか。", "三日前から胸が痛いです。")]
    [InlineData("Korean", "안녕하세요, 어디가 아프세요?", "삼 일 전부터 가슴이 아파요.")]
    public void A_conversation_in_another_language_is_named(string language, params string[] turns) => Assert.Equal(language, TextLanguage.OfConversation(turns));

    [Theory]
    [InlineData("hello there good morning", "morning doctor", "how are you", "fine")]
    [InlineData("no chest pain no fever no chills", "mm-hmm", "MI in 2019, CABG x3, la grippe, DVT, COPD", "metoprolol 25 mg b.i.d.")]
    [InlineData("my name is maria de la cruz and i live on via del mar", "she had a déjà vu", "the señora across the street", "café au lait spots")]
    [InlineData("")]
    [InlineData("12 34 .")]
    [InlineData("la la la la la la", "la la la la la la la la")]
    public void English_and_too_little_are_not(params string[] turns)
    {
        Assert.Null(TextLanguage.OfConversation(turns));
        Assert.All(turns, turn => Assert.Empty(TextLanguage.ForeignParts(turn)));
    }

    [Fact]
    public void A_sentence_in_another_language_is_found_among_english_ones()
    {
        const string Text = "I have had a cough for three weeks. Me duele mucho la cabeza y tengo fiebre desde hace dos días. That is all of it, I think.";
        var part = Assert.Single(TextLanguage.ForeignParts(Text));
        Assert.Equal(("Spanish", "Me duele mucho la cabeza y tengo fiebre desde hace dos días."), (part.Language, part.Span.In(Text)));
    }

    [Fact]
    public void A_turn_of_another_script_is_foreign_as_a_whole()
    {
        var part = Assert.Single(TextLanguage.ForeignParts("У меня болит грудь."));
        Assert.Equal(("Russian", 0, 19), (part.Language, part.Span.Start, part.Span.Length));
    }
}
