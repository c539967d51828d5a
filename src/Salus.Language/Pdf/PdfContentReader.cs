using System.Runtime.InteropServices;
using System.Text;

namespace Salus.Language.Pdf;

/// <summary>A piece of text where a page shows it. Points; y grows upwards; turned so that the text runs to the right.</summary>
/// <param name="Turn">Quarter turns that were undone.</param>
internal readonly record struct TextRun(double X, double Y, double EndX, double Size, int Turn, string Text);

/// <summary>What one page shows, in the order in which it is drawn.</summary>
internal sealed class PageContent
{
    public List<TextRun> Runs { get; } = [];

    /// <summary>Pictures that are drawn.</summary>
    public int Images { get; set; }

    public int Letters { get; set; }

    /// <summary>Letters whose font does not say what they are.</summary>
    public int Unknown { get; set; }

    /// <summary>Letters that are drawn without ink, as under a scanned page.</summary>
    public int Invisible { get; set; }
}

/// <summary>Runs the operators of a page that move and show text (ISO 32000-1, 9.4), also those of the forms it draws.</summary>
internal sealed class PdfContentReader(PdfObjects objects, PdfBudget budget)
{
    private const int DeepestForms = 12;
    private const int DeepestStates = 64;
    private const int MostOperands = 64;
    private const double Largest = 1e7;

    private readonly Dictionary<object, PdfFont> fonts = new(ReferenceEqualityComparer.Instance);

    public void Read(byte[] content, Dictionary<string, object?> resources, Matrix start, PageContent into, int depth = 0)
    {
        var lexer = new PdfLexer(content, budget, references: false);
        var operands = new List<object?>();
        var states = new Stack<State>();
        var state = new State { Place = start };
        for (var next = lexer.Next(); !ReferenceEquals(next, PdfLexer.End); next = lexer.Next())
        {
            if (next is not PdfKeyword { Value: var op })
            {
                operands.Add(next);
                if (operands.Count > MostOperands)
                    operands.RemoveAt(0);
                continue;
            }
            switch (op)
            {
                case "q" when states.Count < DeepestStates:
                    states.Push(state);
                    break;
                case "Q" when states.Count > 0:
                    state = states.Pop();
                    break;
                case "cm" when Numbers(operands, 6) is { } m:
                    state.Place = new Matrix(m[0], m[1], m[2], m[3], m[4], m[5]).Then(state.Place);
                    break;
                case "Do":
                    Draw(operands, resources, state.Place, into, depth);
                    break;
                case "BI":
                    into.Images++;
                    SkipInlineImage(lexer, content);
                    break;
                default:
                    Text(op, operands, resources, ref state, into);
                    break;
            }
            operands.Clear();
        }
    }

    private void Text(string op, List<object?> operands, Dictionary<string, object?> resources, ref State state, PageContent into)
    {
        switch (op)
        {
            case "BT":
                state.Text = state.Line = Matrix.Identity;
                break;
            case "Tf":
                if (operands is [.., PdfName name, double size])
                {
                    state.Font = FontOf(name.Value, resources);
                    state.Size = Math.Clamp(size, -Largest, Largest);
                }
                break;
            case "Tc" when Numbers(operands, 1) is { } n:
                state.LetterSpace = n[0];
                break;
            case "Tw" when Numbers(operands, 1) is { } n:
                state.WordSpace = n[0];
                break;
            case "Tz" when Numbers(operands, 1) is { } n:
                state.Stretch = n[0] / 100;
                break;
            case "TL" when Numbers(operands, 1) is { } n:
                state.Leading = n[0];
                break;
            case "Ts" when Numbers(operands, 1) is { } n:
                state.Rise = n[0];
                break;
            case "Tr" when Numbers(operands, 1) is { } n:
                state.IsInvisible = n[0] is 3;
                break;
            case "Td" when Numbers(operands, 2) is { } n:
                state.Move(n[0], n[1]);
                break;
            case "TD" when Numbers(operands, 2) is { } n:
                state.Leading = -n[1];
                state.Move(n[0], n[1]);
                break;
            case "Tm" when Numbers(operands, 6) is { } m:
                state.Text = state.Line = new Matrix(m[0], m[1], m[2], m[3], m[4], m[5]);
                break;
            case "T*":
                state.Move(0, -state.Leading);
                break;
            case "Tj" when operands is [.., byte[] text]:
                Show(text, ref state, into);
                break;
            case "'" when operands is [.., byte[] text]:
                state.Move(0, -state.Leading);
                Show(text, ref state, into);
                break;
            case "\"" when operands is [.., double word, double letter, byte[] text]:
                (state.WordSpace, state.LetterSpace) = (word, letter);
                state.Move(0, -state.Leading);
                Show(text, ref state, into);
                break;
            case "TJ" when operands is [.., List<object?> parts]:
                foreach (var part in parts)
                {
                    if (part is byte[] piece)
                        Show(piece, ref state, into);
                    else if (part is double back)
                        state.Text = Matrix.Moved(-back / 1000 * state.Size * state.Stretch, 0).Then(state.Text);
                }
                break;
        }
    }

    private void Show(byte[] text, ref State state, PageContent into)
    {
        if (state.Font is not { } font)
            return;
        budget.Work(text.Length);
        var shown = new StringBuilder();
        var advance = 0.0;
        foreach (var glyph in font.Show(text))
        {
            into.Letters++;
            into.Invisible += state.IsInvisible ? 1 : 0;
            into.Unknown += glyph.Text is null ? 1 : 0;
            shown.Append(glyph.Text);
            advance += (glyph.Width / 1000 * state.Size) + state.LetterSpace + (glyph.IsSpace ? state.WordSpace : 0);
        }
        var origin = Matrix.Moved(0, state.Rise).Then(state.Text).Then(state.Place);
        state.Text = Matrix.Moved(advance * state.Stretch, 0).Then(state.Text);
        var end = Matrix.Moved(0, state.Rise).Then(state.Text).Then(state.Place);
        var size = Math.Abs(state.Size) * Math.Sqrt(Math.Abs((origin.A * origin.D) - (origin.B * origin.C)));
        if (shown.Length == 0 || !double.IsFinite(size) || size < 0.01 || Math.Abs(origin.X) > Largest || Math.Abs(origin.Y) > Largest || !double.IsFinite(end.X + end.Y))
            return;
        var turn = Math.Abs(origin.A) >= Math.Abs(origin.B) ? (origin.A >= 0 ? 0 : 2) : (origin.B > 0 ? 1 : 3);
        var (x, y) = Turned(origin.X, origin.Y, turn);
        into.Runs.Add(new TextRun(x, y, Math.Max(x, Turned(end.X, end.Y, turn).X), size, turn, shown.ToString()));
    }

    private static (double X, double Y) Turned(double x, double y, int turn) => turn switch { 1 => (y, -x), 2 => (-x, -y), 3 => (-y, x), _ => (x, y) };

    private void Draw(List<object?> operands, Dictionary<string, object?> resources, Matrix place, PageContent into, int depth)
    {
        if (operands is not [.., PdfName name] || objects.Dictionary(resources.GetValueOrDefault("XObject"))?.GetValueOrDefault(name.Value) is not { } reference || objects.Resolve(reference) is not PdfStream drawn)
            return;
        if (objects.Name(drawn.Dictionary.GetValueOrDefault("Subtype")) is "Image")
            into.Images++;
        else if (depth < DeepestForms)
            Form(reference, drawn, resources, place, into, depth);
    }

    /// <summary>A form: a page within the page, also the look of a filled field.</summary>
    public void Form(object reference, PdfStream drawn, Dictionary<string, object?> resources, Matrix place, PageContent into, int depth)
    {
        budget.Work(64);
        if (objects.Bytes(reference) is not { } content)
            return;
        var matrix = Numbers(objects.Array(drawn.Dictionary.GetValueOrDefault("Matrix"))?.Select(objects.Resolve).ToList() ?? [], 6) is { } m ? new Matrix(m[0], m[1], m[2], m[3], m[4], m[5]) : Matrix.Identity;
        Read(content, objects.Dictionary(drawn.Dictionary.GetValueOrDefault("Resources")) ?? resources, matrix.Then(place), into, depth + 1);
    }

    private PdfFont? FontOf(string name, Dictionary<string, object?> resources)
    {
        if (objects.Dictionary(objects.Dictionary(resources.GetValueOrDefault("Font"))?.GetValueOrDefault(name)) is not { } dictionary)
            return null;
        ref var font = ref CollectionsMarshal.GetValueRefOrAddDefault(fonts, dictionary, out var known);
        if (!known)
            font = new PdfFont(dictionary, objects, budget);
        return font;
    }

    /// <summary>The bytes of a picture stand between ID and EI.</summary>
    private static void SkipInlineImage(PdfLexer lexer, byte[] content)
    {
        for (var next = lexer.Next(); !ReferenceEquals(next, PdfLexer.End) && next is not PdfKeyword { Value: "ID" }; next = lexer.Next())
        {
            // The picture's own entries.
        }
        for (var at = lexer.Position; at + 3 < content.Length; at++)
            if (PdfLexer.IsSpace(content[at]) && content[at + 1] == 'E' && content[at + 2] == 'I' && PdfLexer.IsSpace(content[at + 3]))
            {
                lexer.Position = at + 3;
                return;
            }
        lexer.Position = content.Length;
    }

    private static double[]? Numbers(List<object?> operands, int count)
    {
        if (operands.Count < count)
            return null;
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            if (operands[operands.Count - count + i] is not double number)
                return null;
            numbers[i] = Math.Clamp(number, -Largest, Largest);
        }
        return numbers;
    }

    private struct State()
    {
        public Matrix Place = Matrix.Identity;
        public Matrix Text = Matrix.Identity;
        public Matrix Line = Matrix.Identity;
        public PdfFont? Font = null;
        public double Size = 1;
        public double LetterSpace = 0;
        public double WordSpace = 0;
        public double Stretch = 1;
        public double Leading = 0;
        public double Rise = 0;
        public bool IsInvisible = false;

        public void Move(double x, double y) => Text = Line = Matrix.Moved(x, y).Then(Line);
    }
}

/// <summary>An affine change of place: x' = A x + C y + X, y' = B x + D y + Y.</summary>
internal readonly record struct Matrix(double A, double B, double C, double D, double X, double Y)
{
    public static Matrix Identity { get; } = new(1, 0, 0, 1, 0, 0);

    public static Matrix Moved(double x, double y) => new(1, 0, 0, 1, x, y);

    /// <summary>First this, then the other.</summary>
    public Matrix Then(Matrix next) => new(
        (A * next.A) + (B * next.C), (A * next.B) + (B * next.D),
        (C * next.A) + (D * next.C), (C * next.B) + (D * next.D),
        (X * next.A) + (Y * next.C) + next.X, (X * next.B) + (Y * next.D) + next.Y);
}
