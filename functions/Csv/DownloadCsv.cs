using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Functions.Page;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Csv;

/// <summary>Everything that the page shows, as CSV.</summary>
public sealed class DownloadCsv(PageFrame frame, CsvTables tables)
{
    /// <summary><c>GET /csv/{table}</c>: <c>months</c>, <c>bills</c>, <c>outcomes</c>, <c>waiting</c>, <c>proof</c>, <c>hunted</c> (all with <c>month</c>), <c>lines</c> (<c>month</c>, <c>organization</c>), <c>plan</c> (<c>id</c>), <c>companies</c>, <c>failed</c>, <c>audit</c>.</summary>
    [Function(nameof(DownloadCsv))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "csv/{table}")] HttpRequest request, string table, CancellationToken cancellation) =>
        frame.SendAsync(request, () => tables.MakeAsync(table, RequestFields.OfQuery(request, ["month", "organization", "id"]), cancellation), $"There is no table {table}, or nothing of it is recorded.", cancellation);
}
