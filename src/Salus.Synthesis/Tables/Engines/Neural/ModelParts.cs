using System.Collections.Immutable;
using Salus.Learning.Networks;

namespace Salus.Synthesis.Tables.Engines.Neural;

/// <summary>The parts of a neural model's file: encoding, calibration and weights. What is read is checked before it is used.</summary>
internal static class ModelParts
{
    private const string ShapePart = "shape";
    private const string EncodingPart = "encoding";
    private const string CalibrationPart = "calibration";
    private const string WeightsPart = "weights";

    public static void Write(ModelFileWriter file, RowEncoding encoding, MarginCalibration calibration, int hidden, IEnumerable<Tensor> weights)
    {
        file.Json(ShapePart, new NetworkShape(hidden));
        file.Json(EncodingPart, encoding);
        file.Json(CalibrationPart, calibration);
        file.Binary(WeightsPart, writer => Weights.Write(writer, weights));
    }

    public static RowEncoding ReadEncoding(ModelFileReader file, ImmutableArray<Column> columns) => Checked(EncodingPart, () => file.Json<RowEncoding>(EncodingPart).Checked(columns));

    public static MarginCalibration ReadCalibration(ModelFileReader file, RowEncoding encoding) => Checked(CalibrationPart, () => file.Json<MarginCalibration>(CalibrationPart).Checked(encoding));

    public static int ReadHidden(ModelFileReader file) =>
        file.Json<NetworkShape>(ShapePart).Hidden is var hidden and >= 1 and <= NeuralOptions.MostHidden ? hidden : throw new SynthesisException($"The part '{ShapePart}' of the model file is damaged. Fit the model again.");

    public static void ReadWeights(ModelFileReader file, IEnumerable<Tensor> weights) => file.Binary(WeightsPart, reader =>
    {
        Weights.Read(reader, weights);
        return true;
    });

    private static T Checked<T>(string part, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException damaged)
        {
            throw new SynthesisException($"The part '{part}' of the model file is damaged ({damaged.Message}). Fit the model again.", damaged);
        }
    }

    private sealed record NetworkShape(int Hidden);
}
