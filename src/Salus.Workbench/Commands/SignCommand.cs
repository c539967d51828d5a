using System.CommandLine;
using System.Globalization;
using Salus.Design.Terminal;
using Salus.Trust;

namespace Salus.Workbench.Commands;

/// <summary><c>salus sign</c>: a person takes responsibility for a draft.</summary>
internal static class SignCommand
{
    public static Command Create(Shell shell)
    {
        var (draft, by, stdin, json) = (DraftReference.Argument(), SharedOptions.As(), SharedOptions.PasswordStdin(), SharedOptions.Json());
        var revision = new Option<int?>("--revision") { Description = "The revision you read; refused when there is a newer one. Default: the current one.", HelpName = "n" };
        var command = new Command("sign", "Sign a draft: it goes into the record as it is, with your name. Refused while a blocking finding is open. Asks for your password.\n\nExample: salus sign latest --as ada") { draft, revision, by, stdin, json };
        command.SetAction(async (call, cancel) =>
        {
            var person = await shell.PersonAsync(call.GetValue(by), Act.SignDraft, cancel);
            var review = shell.Get<Review>();
            var id = await DraftReference.ResolveAsync(review, call.GetValue(draft)!, person, cancel);
            var reviewed = await review.OpenAsync(id, call.GetValue(revision), person, cancel);
            if (!call.GetValue(json))
                await shell.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Draft {id}, revision {reviewed.Draft.Revision}: {DraftPrinter.Summary(reviewed)}"));
            var password = await shell.PasswordAsync($"Password of {person.UserName}:", call.GetValue(stdin), cancel);
            try
            {
                var signed = await review.SignAsync(id, reviewed.Draft.Revision, person, password, cancel);
                if (call.GetValue(json))
                    await shell.WriteJsonAsync(new { draft = id, revision = signed.Draft.Revision, signed.Signature });
                else
                    await shell.Out.WriteLineAsync($"Signed by {signed.Signature.Name}. Export it: salus export {id}");
                return 0;
            }
            catch (SignatureRefusedException e)
            {
                if (call.GetValue(json))
                    await shell.WriteJsonAsync(new { draft = id, revision = reviewed.Draft.Revision, refused = e.Reasons });
                throw new WorkFailedException("Not signed." + string.Concat(e.Reasons.Select(r => Environment.NewLine + "  " + r)));
            }
        });
        return command;
    }
}
