using System.Runtime.CompilerServices;
using Azure;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Setup;

/// <summary>Whether tables, blobs and queues can be read and written, and whether messages wait in poison queues.</summary>
internal sealed class StorageCheck(ExportTables tables, ExportBlobs blobs, ExportQueues queues)
{
    public const string Name = "Storage";

    private const string Probe = "DoctorProbe";

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return await TryAsync("tables", WriteRowAsync, cancellation);
        yield return await TryAsync("blobs", blobs.ProbeAsync, cancellation);
        var poison = new List<string>();
        yield return await TryAsync("queues", token => LookAtQueuesAsync(poison, token), cancellation);
        if (poison.Count > 0)
            yield return Finding.Warning("Queues", $"Messages failed for good and wait: {string.Join(", ", poison)}.", "Look for their cause in the log, then replay them.");
    }

    private async Task WriteRowAsync(CancellationToken cancellation)
    {
        await tables.Memory.SaveAsync(ExportTables.Only, Probe, new Remembered("probe"), cancellation);
        await tables.Memory.RemoveAsync(ExportTables.Only, Probe, cancellation);
    }

    private async Task LookAtQueuesAsync(List<string> poison, CancellationToken cancellation)
    {
        foreach (var queue in ExportQueues.Names)
        {
            await queues.LookAsync(queue, cancellation);
            if (await queues.LookAsync(ExportQueues.PoisonOf(queue), cancellation) is { Messages: > 0 } waiting)
                poison.Add($"{waiting.Messages} in {waiting.Name}");
        }
    }

    private static async Task<Finding> TryAsync(string what, Func<CancellationToken, Task> use, CancellationToken cancellation)
    {
        try
        {
            await use(cancellation);
            return Finding.Good(Name, $"The storage account's {what} can be used.");
        }
        catch (Exception failure) when (failure is RequestFailedException or AggregateException { InnerException: RequestFailedException } or Azure.Identity.AuthenticationFailedException)
        {
            var words = failure.GetBaseException().Message.Split('\n')[0].TrimEnd();
            return Finding.Bad(Name, $"The storage account's {what} cannot be used: {words}",
                "Check AzureWebJobsStorage, and that the app's identity has the roles for blobs, queues and tables of that account.");
        }
    }
}
