namespace Salus.Samples;

/// <summary>What a client asked, as far as a script needs it.</summary>
/// <param name="Path">For example <c>/v1/chat/completions</c>.</param>
/// <param name="System">The instructions; empty when there are none.</param>
/// <param name="User">What was asked, all user messages joined.</param>
/// <param name="Json">The request as it came.</param>
public sealed record ModelQuestion(string Path, string Model, bool Stream, string System, string User, string Json, string? Key);

/// <summary>How a scripted model answers one question.</summary>
public abstract record ModelAnswer
{
    /// <summary>Says it as a well-behaved model does, whole or streamed in pieces as asked.</summary>
    public sealed record Says(string Text) : ModelAnswer
    {
        /// <summary>Characters per streamed piece.</summary>
        public int PieceLength { get; init; } = 24;

        public string Finish { get; init; } = "stop";

        /// <summary>Awaited before each streamed piece, with its number; a slow model.</summary>
        public Func<int, CancellationToken, Task>? Before { get; init; }

        /// <summary>Whether the model counts tokens for the client.</summary>
        public bool CountsTokens { get; init; } = true;
    }

    /// <summary>Begins to say it and drops the connection after so many characters of it.</summary>
    public sealed record BreaksOff(string Text, int After) : ModelAnswer
    {
        /// <summary>Awaited before the connection is dropped; whoever listens may need time to hear what was said.</summary>
        public Func<CancellationToken, Task>? Before { get; init; }
    }

    /// <summary>An HTTP status with a body.</summary>
    public sealed record Fails(int Status, string Body = """{"error":{"message":"It failed.","type":"server_error"}}""") : ModelAnswer;

    /// <summary>Sends exactly these bytes as the body.</summary>
    public sealed record Sends(string MediaType, byte[] Body) : ModelAnswer;

    /// <summary>A body of so many bytes.</summary>
    public sealed record Floods(long Bytes) : ModelAnswer;

    /// <summary>Takes the question and never answers, until the client goes away.</summary>
    public sealed record Hangs : ModelAnswer;

    /// <summary>Points elsewhere.</summary>
    public sealed record Redirects(Uri To) : ModelAnswer;

    /// <summary>Drops the connection without a word.</summary>
    public sealed record HangsUp : ModelAnswer;
}
