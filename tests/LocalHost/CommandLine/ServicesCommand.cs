using System.Globalization;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.LocalHost.CommandLine;

/// <summary>Lists the services seen in Cloudmore, ready to paste into the settings (local host, "--services").</summary>
internal sealed class ServicesCommand : IHostCommand
{
    public string Option => "--services";

    public string Description => "List the services that Cloudmore billed last month, with their money and the kind that fits, ready to paste into the settings.";

    public bool NeedsValidSettings => false;

    public async Task<int> RunAsync(IServiceProvider services, TextWriter output, CancellationToken cancellation)
    {
        var faults = SettingsFaults.Find(services.GetRequiredService<IStartupValidator>())
            .Where(fault => fault.OptionsType != typeof(AutotaskOptions) && fault.OptionsType != typeof(FuseOptions))
            .SelectMany(fault => fault.Failures).Distinct(StringComparer.Ordinal).ToList();
        if (faults.Count > 0)
            throw new MustFixException($"These settings are missing or wrong; nothing was done.{string.Concat(faults.Select(fault => $"\n  * {fault}"))}");

        var month = BillMonth.Of(services.GetRequiredService<ProductClock>().Today).AddMonths(-1);
        var found = await services.GetRequiredService<ServiceSurvey>().ReadAsync(month.FirstDay, month.LastDay, cancellation);
        if (found.Count == 0)
        {
            await output.WriteLineAsync($"Cloudmore billed nothing in {month}. Another month: --as-of, one month later.");
            return 0;
        }

        await output.WriteLineAsync($"Cloudmore billed these services in {month}:");
        await output.WriteLineAsync();
        foreach (var service in found)
        {
            var money = string.Join(" and ", service.Money.Select(entry => Money.Text(entry.Value, entry.Key)));
            await output.WriteLineAsync($"{service.Name}: {money}; {service.Organizations} organizations, {service.Subscriptions} subscriptions, {service.Lines} lines.");
            await output.WriteLineAsync($"    {service.Kind}: {service.Why}.");
        }

        await PasteAsync(found, services.GetRequiredService<IOptions<ExportOptions>>().Value.Services.AsReadOnly(), output);
        return 0;
    }

    private static async Task PasteAsync(IReadOnlyList<SurveyedService> found, IReadOnlyList<ServiceOptions> listed, TextWriter output)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync("For local.settings.json, among \"Values\"; set Enabled to false for what is not to be exported:");
        await output.WriteLineAsync();
        foreach (var (name, value) in Settings(found, listed, ":"))
            await output.WriteLineAsync($"    \"{name}\": {System.Text.Json.JsonSerializer.Serialize(value, Plain)},");
        await output.WriteLineAsync();
        await output.WriteLineAsync("The same as environment variables:");
        await output.WriteLineAsync();
        foreach (var (name, value) in Settings(found, listed, "__"))
            await output.WriteLineAsync($"    export {name}='{value.Replace("'", "'\\''", StringComparison.Ordinal)}'");
    }

    private static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static IEnumerable<(string Name, string Value)> Settings(
        IReadOnlyList<SurveyedService> found, IReadOnlyList<ServiceOptions> listed, string separator)
    {
        // What the settings say already stays as it is.
        var fresh = found.Where(service => !listed.Any(known => string.Equals(known.Name.Trim(), service.Name, StringComparison.OrdinalIgnoreCase)))
            .Select(service => new ServiceOptions { Name = service.Name, Kind = service.Kind });
        foreach (var (index, service) in listed.Concat(fresh).Index())
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"Export{separator}Services{separator}{index}{separator}");
            yield return ($"{prefix}Name", service.Name);
            if (service.Kind is { } kind)
                yield return ($"{prefix}Kind", kind.ToString());
            yield return ($"{prefix}Enabled", service.Enabled ? "true" : "false");
        }
    }
}
