using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;

namespace CloudmoreAutotask.Bench;

/// <summary>
/// The yardstick: an exporter that works line by line, as known connectors do (Autotask facts, "What existing integrations do"): five reads per line, then the
/// writes that it finds missing. It takes no care of anything; only its calls count.
/// </summary>
internal sealed class PerLineExporter : IDisposable
{
    private readonly AutotaskTenant _tenant;
    private readonly HttpClient _http;

    public PerLineExporter(AutotaskSimulator autotask)
    {
        _tenant = autotask.Tenant;
        _http = new HttpClient { BaseAddress = new Uri(autotask.ZoneInformationUrl, "/ATServicesRest/V1.0/") };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("UserName", _tenant.ApiUser.UserName);
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Secret", _tenant.ApiUser.Secret);
        _http.DefaultRequestHeaders.TryAddWithoutValidation("ApiIntegrationCode", _tenant.ApiUser.IntegrationCode);
    }

    public async Task ExportAsync(CloudmoreBroker broker, DateOnly month, CancellationToken cancellation)
    {
        foreach (var organization in broker.Organizations)
        {
            var company = long.Parse(organization.CustomProperties.Single().Value!, CultureInfo.InvariantCulture);
            foreach (var line in organization.Lines.Where(line => line.BillingDate.Year == month.Year && line.BillingDate.Month == month.Month))
                await ExportAsync(line, company, month, cancellation);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task ExportAsync(BrokerLine line, long company, DateOnly month, CancellationToken cancellation)
    {
        var sku = $"{line.ProductId}:line";
        var service = await FindAsync("Services", "sku", sku, cancellation) ?? await CreateAsync("Services", new
        {
            name = line.ProductName,
            sku,
            unitPrice = line.UnitSalesPrice,
            periodType = 2,
            billingCodeID = _tenant.ServiceBillingCodeId,
        }, cancellation);
        var number = $"LINE-{line.SubscriptionId}";
        var contract = await FindAsync("Contracts", "contractNumber", number, cancellation) ?? await CreateAsync("Contracts", new
        {
            companyID = company,
            contractName = line.SubscriptionName,
            contractNumber = number,
            contractType = 7,
            status = 1,
            startDate = month,
            endDate = month.AddYears(3).AddDays(-1),
            contractPeriodType = 2,
            timeReportingRequiresStartAndStopTimes = 0,
        }, cancellation);
        _ = await QueryAsync("ContractServices", "contractID", contract, cancellation);
        var units = (await QueryAsync("ContractServiceUnits", "contractID", contract, cancellation)).Where(row => row.GetProperty("startDate").GetString()!.StartsWith($"{month:yyyy-MM-dd}", StringComparison.Ordinal))
            .Select(row => row.GetProperty("units").GetInt32()).FirstOrDefault();
        _ = await QueryAsync("BillingItems", "contractID", contract, cancellation);
        if (units != line.Quantity)
            await CreateAsync($"Contracts/{contract}/ServiceAdjustments", new
            {
                contractID = contract,
                serviceID = service,
                unitChange = (int)line.Quantity - units,
                effectiveDate = month,
                adjustedUnitPrice = line.UnitSalesPrice,
            }, cancellation);
    }

    private async Task<long?> FindAsync(string entity, string field, string value, CancellationToken cancellation)
    {
        var rows = await QueryAsync(entity, field, value, cancellation);
        return rows.Count > 0 ? rows[0].GetProperty("id").GetInt64() : null;
    }

    private async Task<IReadOnlyList<JsonElement>> QueryAsync<T>(string entity, string field, T value, CancellationToken cancellation)
    {
        using var answer = await _http.PostAsJsonAsync($"{entity}/query", new { MaxRecords = 500, filter = new[] { new { op = "eq", field, value } } }, cancellation);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        return [.. body.GetProperty("items").EnumerateArray()];
    }

    private async Task<long> CreateAsync<T>(string route, T body, CancellationToken cancellation)
    {
        using var answer = await _http.PostAsJsonAsync(route, body, cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"POST {route}: {await answer.Content.ReadAsStringAsync(cancellation)}");
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("itemId");
        return id.ValueKind == JsonValueKind.Number ? id.GetInt64() : 0;
    }
}
