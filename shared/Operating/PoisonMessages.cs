using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Operating;

/// <summary>
/// Messages that failed for good, and bills whose message has expired since: shown with what they failed with, and sent again (export rules, "Three kinds of
/// failure"). One that is sent twice does no harm: the ledger knows what was exported.
/// </summary>
public sealed class PoisonMessages
{
    // What one call gives of a queue (Queue Storage).
    private const int AtOnce = 32;

    // Should messages come back as fast as they are taken.
    private const int MostTurns = 1000;

    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(2);

    private readonly QueueServiceClient service;
    private readonly ExportTables tables;
    private readonly ExportQueues queues;
    private readonly RunIdentity identity;

    /// <summary>Works on the queues as they are: the host writes messages of a poison queue as they came.</summary>
    internal PoisonMessages(StorageConnection storage, ExportTables tables, ExportQueues queues, RunIdentity identity) =>
        (service, this.tables, this.queues, this.identity) = (storage.Queues(QueueMessageEncoding.None), tables, queues, identity);

    /// <summary>What waits for a replay; of each poison queue the first 32 messages.</summary>
    public async Task<IReadOnlyList<PoisonMessage>> ListAsync(CancellationToken cancellation)
    {
        var (messages, bills) = await LookAsync(cancellation);
        var found = new List<PoisonMessage>();
        foreach (var (queue, message) in messages)
            found.Add(await DescribeAsync(queue, message, cancellation));
        foreach (var row in bills)
            found.Add(await DescribeAsync(row, cancellation));
        return found;
    }

    /// <summary>Sends work again: messages are moved back to their queue, bills without one get a new one.</summary>
    /// <param name="ids">Which, as <see cref="ListAsync"/> names them; null for all there is.</param>
    /// <param name="cancellation">Ends it; what was sent until then stays sent.</param>
    /// <returns>How many were sent.</returns>
    public async Task<int> ReplayAsync(IReadOnlySet<string>? ids, CancellationToken cancellation)
    {
        var (_, bills) = await LookAsync(cancellation);
        var moved = 0;
        foreach (var queue in ExportQueues.Names)
            moved += await EachAsync(queue, message => ids?.Contains(IdOf(queue, message.MessageId)) != false, (poison, message) => MoveAsync(queue, poison, message, cancellation), cancellation);
        foreach (var row in bills.Where(row => ids?.Contains(IdOf(row)) != false))
        {
            await queues.OrganizationBills.SendAsync(OrganizationBillMessage.Of(row, identity.Next()), cancellation);
            moved++;
        }

        return moved;
    }

    /// <summary>Takes a message away that belongs to no bill. It was not sent by the product, or asked for a run.</summary>
    /// <param name="id">Which, as <see cref="ListAsync"/> names it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MustFixException">It is not there any more, or belongs to a bill.</exception>
    public async Task DiscardAsync(string id, CancellationToken cancellation)
    {
        foreach (var queue in ExportQueues.Names.Where(queue => id.StartsWith(IdOf(queue, ""), StringComparison.Ordinal)))
        {
            var found = await EachAsync(queue, message => IdOf(queue, message.MessageId) == id, TakeAwayAsync, cancellation);
            if (found > 0)
                return;
        }

        throw new MustFixException("The message is not there any more: it was sent again or discarded. Look at the page again.") { IsMissing = true };

        async Task TakeAwayAsync(QueueClient poison, QueueMessage message)
        {
            if (BillOf(TextOf(message.Body.ToString())) is { } bill)
                throw new MustFixException($"The message belongs to the bill of {bill.OrganizationId} for {bill.BillMonth}. Send it again; only a message that belongs to no bill can be discarded.");
            await poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellation);
        }
    }

    /// <summary>The messages of the poison queues, and the failed bills without one.</summary>
    private async Task<(IReadOnlyList<(string Queue, PeekedMessage Message)> Messages, IReadOnlyList<BillRow> Bills)> LookAsync(CancellationToken cancellation)
    {
        var messages = new List<(string Queue, PeekedMessage Message)>();
        foreach (var queue in ExportQueues.Names)
            messages.AddRange((await PeekAsync(ExportQueues.PoisonOf(queue), cancellation)).Select(message => (queue, message)));
        var withMessage = messages.Select(entry => BillOf(TextOf(entry.Message.Body.ToString()))).OfType<OrganizationBillMessage>().Select(bill => (bill.BillMonth, bill.OrganizationId)).ToHashSet();
        var failed = (await tables.ListDueBillsAsync(cancellation)).Where(row => row.FailedHash == row.Hash).OrderBy(row => row.Month);
        return (messages, [.. failed.Where(row => !withMessage.Contains((row.Month, row.Organization.Id)))]);
    }

    private async Task MoveAsync(string queue, QueueClient poison, QueueMessage message, CancellationToken cancellation)
    {
        var target = service.GetQueueClient(queue);
        await target.CreateIfNotExistsAsync(cancellationToken: cancellation);
        // Sent before it is taken away: a stop in between sends it twice and loses none.
        await target.SendMessageAsync(message.Body, visibilityTimeout: null, Never, cancellation);
        await poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellation);
    }

    /// <summary>Does something to each chosen message of a poison queue; all others can be seen again at once.</summary>
    /// <returns>To how many it was done.</returns>
    private async Task<int> EachAsync(
        string queue, Func<QueueMessage, bool> isChosen, Func<QueueClient, QueueMessage, Task> work, CancellationToken cancellation)
    {
        var poison = service.GetQueueClient(ExportQueues.PoisonOf(queue));
        var left = new List<QueueMessage>();
        var done = 0;
        try
        {
            for (var turn = 0; turn < MostTurns && await ReceiveAsync(poison, cancellation) is { Length: > 0 } batch; turn++)
            {
                left.AddRange(batch);
                foreach (var message in batch.Where(isChosen))
                {
                    await work(poison, message);
                    left.Remove(message);
                    done++;
                }
            }
        }
        finally
        {
            foreach (var message in left)
                await poison.UpdateMessageAsync(message.MessageId, message.PopReceipt, message.Body, TimeSpan.Zero, CancellationToken.None);
        }

        return done;
    }

    private static async Task<QueueMessage[]> ReceiveAsync(QueueClient queue, CancellationToken cancellation)
    {
        try
        {
            return await queue.ReceiveMessagesAsync(AtOnce, Hidden, cancellation);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return [];
        }
    }

    private async Task<PeekedMessage[]> PeekAsync(string queue, CancellationToken cancellation)
    {
        try
        {
            return await service.GetQueueClient(queue).PeekMessagesAsync(AtOnce, cancellation);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return [];
        }
    }

    private async Task<PoisonMessage> DescribeAsync(string queue, PeekedMessage message, CancellationToken cancellation)
    {
        var text = TextOf(message.Body.ToString());
        var described = new PoisonMessage { Id = IdOf(queue, message.MessageId), Queue = queue, HasMessage = true, At = message.InsertedOn, Text = text };
        if (BillOf(text) is not { } bill)
            return described;
        var (name, error) = await LastErrorAsync(bill.BillMonth, bill.OrganizationId, cancellation);
        return described with { Month = bill.BillMonth, OrganizationId = bill.OrganizationId, OrganizationName = name, LastError = error };
    }

    private async Task<PoisonMessage> DescribeAsync(BillRow row, CancellationToken cancellation)
    {
        var (_, error) = await LastErrorAsync(row.Month, row.Organization.Id, cancellation);
        return new PoisonMessage
        {
            Id = IdOf(row),
            Queue = ExportQueues.OrganizationBillsName,
            HasMessage = false,
            Month = row.Month,
            OrganizationId = row.Organization.Id,
            OrganizationName = row.Organization.Name,
            At = row.RecordedAt,
            LastError = error,
        };
    }

    private async Task<(string? Name, string Error)> LastErrorAsync(BillMonth month, string organizationId, CancellationToken cancellation)
    {
        var outcomes = await tables.Outcomes.ListAsync(ExportTables.BillKey(month, organizationId), cancellation);
        var failed = outcomes.Where(outcome => outcome.Outcome == Outcome.Failed).MaxBy(outcome => outcome.At);
        return (outcomes.Count == 0 ? null : outcomes[0].OrganizationName, failed?.Reason ?? "");
    }

    private static string IdOf(string queue, string messageId) => $"{queue}~{messageId}";

    private static string IdOf(BillRow row) => $"bill~{Fingerprint.Of(ExportTables.BillKey(row.Month, row.Organization.Id))}";

    private static OrganizationBillMessage? BillOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<OrganizationBillMessage>(text, StorageJson.Options) is { OrganizationId.Length: > 0 } bill ? bill : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string TextOf(string body)
    {
        var bytes = new byte[body.Length];
        return Convert.TryFromBase64String(body, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : body;
    }
}
