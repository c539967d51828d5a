using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Salus.Language.Text;

/// <summary>
/// Words that speak to a machine and not to a reader: "ignore your previous instructions", "you are now an assistant that …". No guideline,
/// chart or conversation needs them: nothing they say is used, and a passage that holds them is not given to a model to quote.
/// Instructions in plain language that no machine is named in are not found; what they say has to be borne out like everything else.
/// </summary>
public static partial class MachineTalk
{
    /// <summary>Shorter runs of letters and digits are words and numbers of documents.</summary>
    private const int LongestWord = 40;

    /// <summary>The wide forms of the printable ASCII characters, U+FF01 to U+FF5E, and how far they stand from these.</summary>
    private const int FirstWide = 0xFF01;
    private const int LastWide = 0xFF5E;
    private const int Wide = 0xFEE0;

    public static bool IsIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = Plain(text);
        return Orders().IsMatch(plain) || Roles().IsMatch(plain) || Frames().IsMatch(plain) || Acts().IsMatch(plain) || OtherTongues().IsMatch(plain) || IsEncoded(plain);
    }

    /// <summary>Who speaks is called as a machine calls its parts: <c>system</c>, <c>assistant</c>.</summary>
    public static bool IsLabel(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return Plain(label).Trim(' ', '[', ']', '<', '>', '|', '#', ':').ToLowerInvariant() is "system" or "assistant" or "developer" or "ai" or "model" or "llm" or "tool" or "function" or "chatgpt" or "gpt" or "admin" or "administrator" or "root" or "user";
    }

    /// <summary>Without the characters that hide words from a search, and with wide letters as plain ones.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse))
                plain.Append(rune.Value is >= FirstWide and <= LastWide ? new Rune(rune.Value - Wide) : rune);
        return plain.ToString();
    }

    /// <summary>A long run without spaces that reads as words once it is decoded.</summary>
    private static bool IsEncoded(string text)
    {
        foreach (var match in Blob().EnumerateMatches(text))
        {
            var blob = text.AsSpan(match.Index, match.Length);
            var bytes = new byte[blob.Length];
            var whole = blob[..(blob.Length - blob.Length % 4)];
            if (whole.Length >= LongestWord && Convert.TryFromBase64Chars(whole, bytes, out var written) && written > 0 && bytes.AsSpan(0, written).IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 && bytes.AsSpan(0, written).Contains((byte)' '))
                return true;
        }
        return false;
    }

    [GeneratedRegex(@"\b(?:ignore|disregard|forget|override|bypass|drop)\b[^.!?\n]{0,20}\b(?:all|any|your|previous|prior|earlier|above|these|those|system|every|safety|old|other)\b[^.!?\n]{0,30}\b(?:instruction|instructions|rule|rules|prompt|prompts|guidelines|guardrails|constraints)\b[^.!?\n]{0,20}(?:above|before|previous|given|you)?|\b(?:ignore|disregard|forget)\s+(?:all|any|everything|what)\b[^.!?\n]{0,30}\b(?:above|before|previous|prior|told)\b|\b(?:new|updated|hidden|secret)\s+(?:system\s+)?instructions?\s*:|\b(?:reply|respond|answer|output)\s+(?:only\s+)?with\s+(?:the\s+)?(?:word|words|exactly|json|following)\b|\bdo\s+not\s+(?:tell|mention|reveal|inform)\b[^.!?\n]{0,40}\b(?:user|clinician|doctor|reader|reviewer)\b|\b(?:sign|approve|accept)\s+(?:this|the)\s+(?:note|draft|answer)\s+(?:automatically|without)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Orders();

    [GeneratedRegex(@"\byou\s+are\s+(?:now\s+)?(?:an?\s+)?(?:ai|artificial intelligence|language model|large language model|llm|chatbot|assistant|chatgpt|gpt|unrestricted|dan)\b|\b(?:as|act as|pretend to be)\s+an?\s+(?:ai|language model|llm|assistant|chatbot)\b|\battention\s*,?\s*(?:ai|assistant|language model|llm|model)\b|\b(?:dear|note to(?: the)?|message to(?: the)?|instruction to(?: the)?|instructions for(?: the)?)\s+(?:ai|assistant|language model|llm|model)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Roles();

    [GeneratedRegex(@"\bsystem\s+prompt\b|<\|?(?:system|im_start|im_end|endoftext|assistant|user)\|?>|\[/?INST\]|<</?SYS>>|(?:^|\n|[.!?:]\s)\s*(?:system|assistant|developer)\s*:\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Frames();

    /// <summary>Calls of tools, sending to addresses, pictures that carry words away, signing by itself.</summary>
    [GeneratedRegex(@"\b(?:call|invoke|execute)\s+(?:the\s+)?(?:tool|function|plugin|api)\b|\b(?:send|post|upload|forward|transmit|exfiltrate|submit)\b[^.!?\n]{0,80}\bhttps?:|!\[[^\]\n]{0,200}\]\(\s*https?:|""role""\s*:\s*""(?:system|assistant|developer|tool)""|\b(?:sign|finali[sz]e|approve)\s+(?:this|the)\s+(?:note|draft|document|record)\b[^.!?\n]{0,40}\b(?:now|yourself|automatically|without|immediately)\b|\b(?:repeat|print|reveal|show|output)\b[^.!?\n]{0,30}\b(?:your\s+rules|(?:your|the)\s+(?:prompt|canary|token))\b|\bdeveloper\s+mode\b|\bend\s+of\s+(?:conversation|transcript|document|prompt)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Acts();

    /// <summary>"Ignore the instructions" in languages that attacks are often written in.</summary>
    [GeneratedRegex(@"\bignorier\w*\b[^.!?\n]{0,40}\banweisung\w*|\b(?:ignora|ignore|olvida)\w*\b[^.!?\n]{0,40}\b(?:instrucci\w+|instru\w+|reglas|regras)|\b(?:ignorez|oubliez)\b[^.!?\n]{0,40}\b(?:instructions|consignes|règles)|\bignora\w*\b[^.!?\n]{0,40}\bistruzioni|\bnegeer\b[^.!?\n]{0,40}\binstructies|игнорируй\w*[^.!?\n]{0,40}инструкц|忽略.{0,12}指令|無視.{0,12}指示|指示を無視|تجاهل.{0,20}التعليمات", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OtherTongues();

    [GeneratedRegex(@"[A-Za-z0-9+/]{40,}={0,2}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Blob();
}
