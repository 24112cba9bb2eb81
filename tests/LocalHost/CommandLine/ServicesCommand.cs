using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.LocalHost.CommandLine;

/// <summary>Lists the services seen in Cloudmore, ready to paste into the settings (local host, "--services").</summary>
internal sealed class ServicesCommand : IHostCommand
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Option => "--services";

    public string Description => "List the services that Cloudmore billed last month, with their money and the kind that fits, ready to paste into the settings.";

    public bool NeedsValidSettings => false;

    public async Task<int> RunAsync(IServiceProvider services, HostOutput output, CancellationToken cancellation)
    {
        var faults = SettingsFaults.Find(services.GetRequiredService<IStartupValidator>())
            .Where(fault => fault.OptionsType != typeof(AutotaskOptions) && fault.OptionsType != typeof(FuseOptions))
            .SelectMany(fault => fault.Failures).Distinct(StringComparer.Ordinal).ToList();
        if (faults.Count > 0)
            throw new MustFixException($"These settings are missing or wrong; nothing was done.{string.Concat(faults.Select(fault => $"\n  * {fault}"))}");

        var today = services.GetRequiredService<ProductClock>().Today;
        var month = BillMonth.Of(today).AddMonths(-1);
        var listed = services.GetRequiredService<IOptions<ExportOptions>>().Value.Services.AsReadOnly();
        var bills = await services.GetRequiredService<ServiceSurvey>().ReadAsync(month, today, cancellation);
        if (bills.Services.Count == 0)
            await output.Lines.WriteLineAsync($"Cloudmore billed nothing in {month} and since. To see another month, name a day of the month after it: --as-of {month}-01.");
        else
            await SayAsync(bills.Services, month, listed, output.Lines);
        await SayAsync(bills.Faults, bills.FirstFaults, output.Lines);
        if (bills.Services.Count > 0)
            await PasteAsync(ToPaste(bills.Services, listed), output.Lines);
        return ExitCode.Done;
    }

    private static async Task SayAsync(IReadOnlyList<SurveyedService> found, BillMonth month, IReadOnlyList<ServiceOptions> listed, TextWriter output)
    {
        await output.WriteLineAsync($"Cloudmore billed these services in {month}:");
        foreach (var service in found)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync(PlainName.Safe(service.Name));
            await output.WriteLineAsync($"    Billed    {string.Join(" and ", service.Money.Select(entry => Money.Text(entry.Value, entry.Key)))}{(service.Month == month ? "" : $" so far in {service.Month}, nothing before")}");
            await output.WriteLineAsync($"    Found     {service.Organizations} organizations, {service.Subscriptions} subscriptions, {service.Lines} lines");
            await output.WriteLineAsync($"    Fits      {service.Kind}: {service.Why}");
            await output.WriteLineAsync($"    Settings  {Setting(service, Find(listed, service.Name))}");
        }

        foreach (var quiet in listed.Where(entry => !found.Any(service => Is(entry, service.Name))))
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync(PlainName.Safe(quiet.Name));
            await output.WriteLineAsync("    Billed    nothing in this month; it is in the settings");
        }
    }

    private static async Task SayAsync(int faults, IReadOnlyList<string> first, TextWriter output)
    {
        if (faults == 0)
            return;
        await output.WriteLineAsync();
        await output.WriteLineAsync($"Not all can be read ({faults} faults). It is not in the figures, and the bills it is in would be held:");
        foreach (var fault in first)
            await output.WriteLineAsync($"    {PlainName.Safe(fault)}");
        if (faults > first.Count)
            await output.WriteLineAsync($"    and {faults - first.Count} more");
    }

    private static string Setting(SurveyedService service, ServiceOptions? listed) => listed switch
    {
        null => "not listed: its lines would be held",
        { Enabled: false } => "listed, and not exported (Enabled is false)",
        { Kind: { } kind } when kind != service.Kind => $"exported as {kind}; look whether {service.Kind} is meant",
        _ => $"exported as {listed.Kind}",
    };

    /// <summary>What the settings say stays as it is and where it is; a service that they do not list comes after it.</summary>
    private static IReadOnlyList<ServiceOptions> ToPaste(IReadOnlyList<SurveyedService> found, IReadOnlyList<ServiceOptions> listed) =>
    [
        .. listed.Select(entry => new ServiceOptions { Name = entry.Name, Kind = entry.Kind ?? found.FirstOrDefault(service => Is(entry, service.Name))?.Kind, Enabled = entry.Enabled }),
        .. found.Where(service => Find(listed, service.Name) is null).Select(service => new ServiceOptions { Name = service.Name, Kind = service.Kind }),
    ];

    private static ServiceOptions? Find(IReadOnlyList<ServiceOptions> listed, string name) => listed.FirstOrDefault(entry => Is(entry, name));

    private static bool Is(ServiceOptions entry, string name) => string.Equals(entry.Name.Trim(), name, StringComparison.OrdinalIgnoreCase);

    private static async Task PasteAsync(IReadOnlyList<ServiceOptions> list, TextWriter output)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync("For local.settings.json: put these lines among \"Values\", in place of all that");
        await output.WriteLineAsync("begin with Export:Services. What is listed already is kept as it is. Set Enabled");
        await output.WriteLineAsync("to false for what is not to be exported.");
        await output.WriteLineAsync();
        foreach (var (name, value) in Settings(list, ":"))
            await output.WriteLineAsync($"    \"{name}\": {JsonSerializer.Serialize(value, Readable)},");
        await output.WriteLineAsync();
        await output.WriteLineAsync("The same as environment variables, for bash:");
        await output.WriteLineAsync();
        foreach (var (name, value) in Settings(list, "__"))
            await output.WriteLineAsync($"    export {name}='{value.Replace("'", "'\\''", StringComparison.Ordinal)}'");
    }

    private static IEnumerable<(string Name, string Value)> Settings(IReadOnlyList<ServiceOptions> list, string separator)
    {
        foreach (var (index, service) in list.Index())
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"Export{separator}Services{separator}{index}{separator}");
            yield return ($"{prefix}{nameof(service.Name)}", service.Name);
            if (service.Kind is { } kind)
                yield return ($"{prefix}{nameof(service.Kind)}", kind.ToString());
            yield return ($"{prefix}{nameof(service.Enabled)}", service.Enabled ? "true" : "false");
        }
    }
}
