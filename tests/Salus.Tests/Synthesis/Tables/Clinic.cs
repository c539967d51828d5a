using System.Globalization;
using System.Text;
using Salus.Learning;

namespace Salus.Tests.Synthesis.Tables;

/// <summary>An invented clinic as CSV: stays whose length hangs together with age and ward, and dates that keep their order.</summary>
internal static class Clinic
{
    public const string Heading = "patient_no,sex,age,ward,admitted,discharged,weight,hba1c,readmitted";

    public static string Csv(int rows, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        var text = new StringBuilder(Heading).Append('\n');
        var patient = 70_000;
        for (var row = 0; row < rows; row++)
        {
            patient += 1 + random.NextInt(9);
            var age = Math.Clamp((int)Math.Round(60 + 16 * random.NextNormal()), 18, 98);
            var ward = age > 75 && random.NextDouble() < 0.6 ? "Geriatrics" : random.NextDouble() < 0.5 ? "Medicine" : "Surgery";
            var admitted = new DateOnly(2024, 1, 1).AddDays(random.NextInt(700));
            var nights = (int)Math.Min(60, Math.Exp(0.6 + 0.014 * (age - 40) + 0.7 * random.NextNormal()));
            var weight = 74 + 13 * random.NextNormal();
            var hba1c = random.NextDouble() < 0.4 ? "" : (5.6 + 0.01 * (age - 50) + 0.6 * random.NextNormal()).ToString("0.0", CultureInfo.InvariantCulture);
            var again = random.NextDouble() < 1 / (1 + Math.Exp(2.6 - 0.12 * nights - 0.02 * (age - 60)));
            text.Append(CultureInfo.InvariantCulture, $"{patient},{(random.NextInt(2) == 0 ? "F" : "M")},{age},{ward},{admitted:yyyy-MM-dd},{admitted.AddDays(nights):yyyy-MM-dd},{Math.Max(38, weight):0.0},{hba1c},{(again ? "yes" : "no")}\n");
        }
        return text.ToString();
    }

    /// <summary>The same in a file of its own.</summary>
    public static FileInfo File(DirectoryInfo folder, int rows, ulong seed = 1, string name = "clinic.csv")
    {
        var file = new FileInfo(Path.Combine(folder.FullName, name));
        System.IO.File.WriteAllText(file.FullName, Csv(rows, seed));
        return file;
    }
}
