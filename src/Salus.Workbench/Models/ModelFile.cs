using System.Text;
using Salus.Language.Models;
using Salus.Trust;

namespace Salus.Workbench.Models;

/// <summary>The site's file of models in the data folder. It holds addresses and limits, and where keys are kept; never a key.</summary>
internal sealed class ModelFile(DirectoryInfo home)
{
    public FileInfo File => new(Path.Combine(home.FullName, ModelSettings.FileName));

    /// <exception cref="ModelSettingsException">The file cannot be used, or the change cannot be.</exception>
    public async Task<ModelSettings> ChangeAsync(Func<ModelSettings, ModelSettings> change)
    {
        var changed = change(ModelSettings.Read(File));
        home.Create();
        await WholeFile.WriteAsync(File, writer => writer.WriteAsync(Encoding.UTF8.GetString(changed.ToJson()) + "\n"));
        return changed;
    }
}
