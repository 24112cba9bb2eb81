using CloudmoreAutotask.Billing;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Whether the settings say of every billed service what it is (export rules, "Which lines").</summary>
internal sealed class ServicesCheck(IOptions<ExportOptions> options)
{
    public const string Name = "Services";

    private const string HowToList =
        "Run the local host with --services: it lists what Cloudmore bills, as lines to paste into the settings. Set Enabled to false for what is not to be exported.";

    public IAsyncEnumerable<Finding> LookAsync(DoctorLook look) => new[] { Judge(options.Value.Services.AsReadOnly(), look.Report) }.ToAsyncEnumerable();

    private static Finding Judge(IReadOnlyList<ServiceOptions> services, BilledReport? report)
    {
        if (services.Count == 0)
            return Finding.Bad(Name, "Export:Services lists no service, so that every billing line would be held.", HowToList);
        var exported = services.Count(service => service.Enabled);
        if (exported == 0)
            return Finding.Warning(Name, $"Export:Services lists {services.Count} services, and none is exported (Enabled is false).", "Set Enabled to true for what is to be exported.");
        var listed = $"Export:Services lists {services.Count} services; {exported} of them are exported";
        if (report is null)
            return Finding.Good(Name, $"{listed}. They were not compared with what Cloudmore bills.");
        var selection = new ServiceSelection(services);
        var unlisted = report.Services.Where(service => !selection.IsListed(service)).ToList();
        return unlisted.Count == 0
            ? Finding.Good(Name, $"{listed}, and all that Cloudmore bills is listed.")
            : Finding.Warning(Name, $"{listed}. Cloudmore bills others, whose lines would be held: {string.Join(", ", unlisted)}.", HowToList);
    }
}
