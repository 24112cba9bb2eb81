using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;
using CloudmoreAutotask.Setup;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Functions.Exports;

/// <summary>Asks for a run now.</summary>
public sealed class StartExport(Gate gate, OperatorActions actions, IOptions<ExportOptions> options)
{
    private const string ModeField = "mode";

    /// <summary><c>POST /api/exports</c>: <c>who</c>, <c>why</c>, and <c>mode</c> where this run is to be stricter than the setting.</summary>
    [Function(nameof(StartExport))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/exports")] HttpRequest request, CancellationToken cancellation) => gate.ChangeAsync(
        request,
        [ModeField],
        async (by, input) =>
        {
            await actions.RunAsync(by, ModeIn(input), cancellation);
            return Answers.Accepted("A run is asked for; it begins as soon as its message is taken.");
        },
        cancellation);

    private ExportMode? ModeIn(RequestFields input)
    {
        var text = input.Optional(ModeField);
        if (text.Length == 0)
            return null;
        if (!Enum.GetNames<ExportMode>().Contains(text, StringComparer.Ordinal))
            throw RequestFields.Wrong(ModeField, $"It must be one of: {string.Join(", ", Enum.GetNames<ExportMode>())}.");
        var (asked, setting) = (Enum.Parse<ExportMode>(text), options.Value.Mode);
        return asked >= setting ? asked : throw RequestFields.Wrong(ModeField, $"A run cannot be {asked} while the setting Export:Mode is {setting}: it may only be stricter.");
    }
}
