using System.Text.RegularExpressions;

namespace Salus.Documentation.Ask;

/// <summary>
/// Words that speak to a machine and not to a reader: "ignore your previous instructions", "you are now an assistant that …". No guideline
/// and no chart needs them; a passage that holds them is not given to a model.
/// </summary>
internal static partial class MachineTalk
{
    public static bool IsIn(string text) => Orders().IsMatch(text) || Roles().IsMatch(text) || Frames().IsMatch(text);

    [GeneratedRegex(@"\b(?:ignore|disregard|forget|override|bypass|drop)\b[^.!?\n]{0,40}\b(?:instruction|instructions|rule|rules|prompt|prompts|guidelines|guardrails|constraints)\b[^.!?\n]{0,20}(?:above|before|previous|given|you)?|\b(?:ignore|disregard|forget)\s+(?:all|any|everything|what)\b[^.!?\n]{0,30}\b(?:above|before|previous|prior|told)\b|\b(?:new|updated|hidden|secret)\s+(?:system\s+)?instructions?\s*:|\b(?:reply|respond|answer|output)\s+(?:only\s+)?with\s+(?:the\s+)?(?:word|words|exactly|json|following)\b|\bdo\s+not\s+(?:tell|mention|reveal|inform)\b[^.!?\n]{0,40}\b(?:user|clinician|doctor|reader|reviewer)\b|\b(?:sign|approve|accept)\s+(?:this|the)\s+(?:note|draft|answer)\s+(?:automatically|without)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Orders();

    [GeneratedRegex(@"\byou\s+are\s+(?:now\s+)?(?:an?\s+)?(?:ai|artificial intelligence|language model|large language model|llm|chatbot|assistant|chatgpt|gpt|unrestricted|dan)\b|\b(?:as|act as|pretend to be)\s+an?\s+(?:ai|language model|llm|assistant|chatbot)\b|\battention\s*,?\s*(?:ai|assistant|language model|llm|model)\b|\b(?:dear|note to(?: the)?|message to(?: the)?|instruction to(?: the)?|instructions for(?: the)?)\s+(?:ai|assistant|language model|llm|model)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Roles();

    [GeneratedRegex(@"\bsystem\s+prompt\b|<\|?(?:system|im_start|im_end|endoftext|assistant|user)\|?>|\[/?INST\]|<</?SYS>>|(?:^|\n)\s*(?:system|assistant|developer)\s*:\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Frames();
}
