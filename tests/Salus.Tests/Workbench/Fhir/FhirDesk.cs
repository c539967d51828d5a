using System.Net.Http.Headers;
using System.Text;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Tests.Workbench.Fhir;

/// <summary>A program that talks FHIR to a workplace, with a token of its own.</summary>
internal sealed class FhirDesk(HttpClient http) : IDisposable
{
    public static async Task<FhirDesk> OpenAsync(Workplace workplace, string scopes = "user/*.cruds", string? patient = null, Role role = Role.Clinician)
    {
        var person = await workplace.HireAsync($"{role}.{Guid.NewGuid():N}"[..20], role);
        var token = await workplace.Get<ApiTokens>().CreateAsync(person.Id, "desk", scopes.Split(' '), TimeSpan.FromDays(1), CancellationToken.None, patient is null ? null : new PatientId(patient));
        return new FhirDesk(workplace.Program(token.Secret));
    }

    public async Task<Answer> SendAsync(string method, string path, string? body = null, string type = "application/fhir+json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/fhir" + path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer((int)answer.StatusCode, text, answer.Headers.ETag?.ToString(), answer.Headers.Location?.ToString(), answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentLocation?.ToString());
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, headers: headers);

    public Task<Answer> PutAsync(string json) => SendAsync("PUT", "/" + FhirNode.Parse(json) switch { var r => $"{r.ResourceType}/{r.Id}" }, json);

    public void Dispose() => http.Dispose();

    internal sealed record Answer(int Status, string Text, string? ETag, string? Location, string? MediaType, string? ContentLocation)
    {
        public FhirNode Resource => FhirNode.Parse(Text);

        /// <summary>Status and issue code of a refusal.</summary>
        public (int Status, string? Code) Refusal => (Status, Text.StartsWith("{\"resourceType\":\"OperationOutcome\"", StringComparison.Ordinal) ? Resource.ValueAt("issue.code") : null);
    }
}
