using System.Globalization;
using System.Text.Json;
using Salus.Learning;
using Salus.Learning.Calibration;
using Salus.Learning.Linear;
using Salus.Learning.Metrics;
using Salus.Learning.Neighbours;
using Salus.Learning.Trees;

namespace Salus.Conformance.Learning;

/// <summary>The classical learners beside scikit-learn's on public tables, asked the same.</summary>
public sealed class ScikitLearnTests(ITestOutputHelper output)
{
    private const double Penalty = 0.01;

    private static readonly double[] Groups = [-0.5, 0.5];

    [Theory]
    [InlineData("flchain.csv", "death", "0", "rownames,futime,chapter", 200)]
    [InlineData("diabetes130_us_hospitals.csv.zip", "readmitted", "NO", "encounter_id,patient_nbr", 200)]
    [InlineData("heartdisease.csv", "HeartDisease", "0", "rownames", 1000)]
    [InlineData("pima_diabetes.csv", "Outcome", "0", "", 1000)]
    public async Task Learners_agree_with_a_second_implementation(string file, string target, string negative, string leaves, int trees)
    {
        var table = PublicTable.Read(file, target, negative, leaves.Split(','), 9000);
        var theirs = await ScikitLearn.AskAsync(table, trees, Penalty, Groups);
        bool[] truths = [.. table.MeasureTruths.Select(t => t > 0)];

        var boosting = BoostedTrees.Fit(table.RawLearn, table.LearnTruths, BoostingLoss.Logistic, new BoostingOptions { Rounds = 100, L2 = 0 }).Predict(table.RawMeasure);
        var labels = Array.ConvertAll(table.LearnTruths, t => (int)t);
        var forest = RandomForest.Fit(table.Learn, labels, 2, trees, new TreeOptions { MinRowsPerLeaf = 5, Seed = 1 }).Predict(table.Measure);
        var neighbours = NearestNeighbours.Of(NeighbourSearch.Euclidean(table.Learn), labels, 2, 25).Predict(table.Measure);
        var (learn, measure) = (Matrix.Of(table.Learn), Matrix.Of(table.Measure));
        bool[] learnTruths = [.. table.LearnTruths.Select(t => t > 0)];
        var options = new LinearOptions { Penalty = Penalty, Standardise = false };
        var logistic = LogisticRegression.Fit(learn, learnTruths, options);
        var lasso = LogisticRegression.Fit(learn, learnTruths, options with { L1Share = 1 });

        var areas = new[] { ("boosting", boosting), ("forest", forest), ("neighbours", neighbours), ("logistic", logistic.Predict(measure)), ("logisticLasso", lasso.Predict(measure)) }
            .Select(m => (Name: m.Item1, Ours: BinaryMetrics.Auroc(m.Item2, truths), Theirs: BinaryMetrics.Auroc(Numbers(theirs, m.Item1), truths))).ToList();
        foreach (var (name, ours, their) in areas)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file} {name}: AUROC {ours:0.0000}, theirs {their:0.0000}"));
        Assert.All(areas, a => Assert.Equal(a.Theirs, a.Ours, 0.005));
        Close(Numbers(theirs, "logisticCoefficients"), [logistic.Intercept, .. logistic.Coefficients], 1e-6);
    }

    [Theory]
    [InlineData("flchain.csv", "death", "0", "rownames,futime,chapter")]
    [InlineData("heartdisease.csv", "HeartDisease", "0", "rownames")]
    [InlineData("pima_diabetes.csv", "Outcome", "0", "")]
    public async Task Numbers_agree_to_many_digits(string file, string target, string negative, string leaves)
    {
        var table = PublicTable.Read(file, target, negative, leaves.Split(','));
        var theirs = await ScikitLearn.AskAsync(table, 10, Penalty, Groups);
        var learn = Matrix.Of(table.Learn);
        var measure = Matrix.Of(table.Measure);
        var (others, othersMeasured) = (Others(learn), Others(measure));
        var first = learn.Column(0);

        foreach (var (name, options) in new (string, LinearOptions)[]
        {
            ("leastSquares", new() { Standardise = false }), ("ridge", new() { Standardise = false, Penalty = Penalty }),
            ("lasso", new() { Standardise = false, Penalty = Penalty, L1Share = 1 }), ("elasticNet", new() { Standardise = false, Penalty = Penalty, L1Share = 0.5 }),
        })
        {
            var fit = LinearRegression.Fit(others, first, options);
            Close(Numbers(theirs, name), [fit.Intercept, .. fit.Coefficients], 1e-6);
        }

        int[] classes = [.. first.Select(v => v < Groups[0] ? 0 : v < Groups[1] ? 1 : 2)];
        Close(Numbers(theirs, "multinomial"), MultinomialRegression.Fit(others, classes, 3, new LinearOptions { Penalty = Penalty, Standardise = false }).Predict(othersMeasured), 1e-6);

        var pca = PrincipalComponents.Fit(learn, 3);
        Close(Numbers(theirs, "variances"), [.. pca.Variances], 1e-6);
        var directions = Numbers(theirs, "directions");
        for (var component = 0; component < 3; component++)
        {
            var direction = directions.AsSpan(component * learn.ColumnCount, learn.ColumnCount).ToArray();
            // Which way a direction points is free.
            var turn = Math.Sign(direction[0]) == Math.Sign(pca.Direction(component)[0]) ? 1 : -1;
            Close(direction, [.. pca.Direction(component).ToArray().Select(v => turn * v)], 1e-6);
        }

        var scores = Numbers(theirs, "boosting");
        bool[] truths = [.. table.MeasureTruths.Select(t => t > 0)];
        double[] numbers = [.. table.MeasureTruths.Select(t => (double)t)];
        var calls = BinaryMetrics.Confusion(scores, truths);
        var measures = theirs.GetProperty("metrics");
        foreach (var (name, ours) in new (string, double)[]
        {
            ("auroc", BinaryMetrics.Auroc(scores, truths)), ("averagePrecision", BinaryMetrics.AveragePrecision(scores, truths)),
            ("brier", BinaryMetrics.Brier(scores, truths)), ("logLoss", BinaryMetrics.LogLoss(scores, truths)), ("f1", calls.F1),
            ("accuracy", calls.Accuracy), ("matthews", calls.MatthewsCorrelation), ("rmse", RegressionMetrics.RootMeanSquaredError(scores, numbers)),
            ("mae", RegressionMetrics.MeanAbsoluteError(scores, numbers)), ("r2", RegressionMetrics.RSquared(scores, numbers)),
            ("pinball", RegressionMetrics.PinballLoss(scores, numbers, 0.3)),
        })
            Assert.Equal(measures.GetProperty(name).GetDouble(), ours, 1e-9);
        var isotonic = IsotonicCalibration.Fit(scores, truths);
        Close(Numbers(theirs, "isotonic"), [.. Enumerable.Range(0, 101).Select(i => isotonic.Predict(i / 100.0))], 1e-6);
    }

    private static Matrix Others(Matrix rows) => Matrix.Of([.. Enumerable.Range(0, rows.RowCount).Select(row => rows.Row(row)[1..].ToArray())]);

    private static double[] Numbers(JsonElement theirs, string name) => [.. theirs.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static void Close(double[] theirs, double[] ours, double within)
    {
        Assert.Equal(theirs.Length, ours.Length);
        for (var i = 0; i < ours.Length; i++)
            Assert.True(Math.Abs(theirs[i] - ours[i]) <= within * Math.Max(1, Math.Abs(theirs[i])), string.Create(CultureInfo.InvariantCulture, $"number {i}: theirs {theirs[i]:R}, ours {ours[i]:R}"));
    }
}
