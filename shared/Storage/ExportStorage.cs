using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Storage;

/// <summary>The tables of the product. Partitions hold what is read together.</summary>
public sealed class ExportTables(TableServiceClient service)
{
    /// <summary>Recorded bills, by month and organization.</summary>
    public Table<BillRow> Bills { get; } = new(service, "Bills");

    /// <summary>Outcomes, by <see cref="BillKey"/> and subscription.</summary>
    public Table<SavedOutcome> Outcomes { get; } = new(service, "Outcomes");

    /// <summary>Companies of organizations, in one partition.</summary>
    public Table<CompanyMapping> Companies { get; } = new(service, "CompanyMappings");

    /// <summary>Contracts of subscriptions, by organization.</summary>
    public Table<ContractMapping> Contracts { get; } = new(service, "ContractMappings");

    /// <summary>What bills said of contract services, by organization.</summary>
    public Table<WrittenUnits> Written { get; } = new(service, "WrittenUnits");

    /// <summary>Writes on their way and behind us, by <see cref="BillKey"/>.</summary>
    public Table<Intent> Intents { get; } = new(service, "Intents");

    /// <summary>What each run worked on, by run.</summary>
    public Table<RunEntry> Runs { get; } = new(service, "Runs");

    /// <summary>Fuses that a person released, by <see cref="BillKey"/>; those of the whole broker under <see cref="Only"/>.</summary>
    public Table<Release> Releases { get; } = new(service, "Releases");

    /// <summary>Plans that a person decided on, by <see cref="BillKey"/>.</summary>
    public Table<Approval> Approvals { get; } = new(service, "Approvals");

    /// <summary>Bills that people took back, or are about to, by month and organization.</summary>
    public Table<BillUndo> Undos { get; } = new(service, "Undos");

    /// <summary>Locked subscriptions, in one partition.</summary>
    public Table<SubscriptionLock> Locks { get; } = new(service, "Locks");

    /// <summary>Facts of the deployment, in one partition.</summary>
    public Table<Remembered> Memory { get; } = new(service, "Memory");

    /// <summary>When each month was last written to Autotask, in one partition.</summary>
    public Table<MonthWrites> Writes { get; } = new(service, "MonthWrites");

    /// <summary>What the last proof of each month found, in one partition.</summary>
    public Table<KeptProof> Proofs { get; } = new(service, "Proofs");

    /// <summary>What people did, by month, the newest first.</summary>
    public Table<AuditEntry> Audit { get; } = new(service, "Audit");

    /// <summary>The one partition of tables that have one.</summary>
    public const string Only = "all";

    /// <summary>The recorded bills of all months that have no final outcome yet. After years most bills are at rest; those are not read.</summary>
    public Task<IReadOnlyList<BillRow>> ListDueBillsAsync(CancellationToken cancellation) => Bills.ListWhereAsync(nameof(BillRow.IsDue), cancellation);

    /// <summary>What the partitions of all organization bills of a month begin with.</summary>
    public static string MonthStart(BillMonth month) => TableKey.Of(month.ToString(), "");

    /// <summary>The partition of what belongs to one organization bill.</summary>
    public static string BillKey(BillMonth month, string organizationId) => TableKey.Of(month.ToString(), organizationId);
}

/// <summary>Asks for an organization bill to be planned.</summary>
/// <param name="BillMonth">The month.</param>
/// <param name="OrganizationId">The organization.</param>
/// <param name="ContentHash">The content that was recorded.</param>
/// <param name="RunId">The run that asks.</param>
/// <param name="Mode">The mode that the run asked for; null for the setting.</param>
public sealed record OrganizationBillMessage(BillMonth BillMonth, string OrganizationId, string ContentHash, string RunId, ExportMode? Mode = null)
{
    /// <summary>Asks for a recorded bill to be planned.</summary>
    public static OrganizationBillMessage Of(BillRow row, string runId, ExportMode? mode = null)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new OrganizationBillMessage(row.Month, row.Organization.Id, row.Hash, runId, mode);
    }
}

/// <summary>Asks for a plan to be applied.</summary>
/// <param name="BillMonth">The month.</param>
/// <param name="OrganizationId">The organization.</param>
/// <param name="ContentHash">The content that was planned.</param>
/// <param name="RunId">The run that asks.</param>
/// <param name="PlanId">The plan.</param>
/// <param name="Mode">The mode that the run asked for; null for the setting.</param>
public sealed record ExportPlanMessage(BillMonth BillMonth, string OrganizationId, string ContentHash, string RunId, string PlanId, ExportMode? Mode = null)
{
    /// <summary>Asks for the plan's bill to be planned anew.</summary>
    public OrganizationBillMessage ToBillMessage() => new(BillMonth, OrganizationId, ContentHash, RunId, Mode);
}

/// <summary>Asks for a run now.</summary>
/// <param name="Who">Who asks.</param>
/// <param name="AskedAt">When, product clock, UTC.</param>
/// <param name="Mode">The mode of this run; null for the setting.</param>
public sealed record ExportRequestMessage(string Who, DateTimeOffset AskedAt, ExportMode? Mode = null);

/// <summary>The queues of the product.</summary>
public sealed class ExportQueues(QueueServiceClient service, PostponedMessages postponed, TimeProvider time)
{
    /// <summary>The queue of bills to plan.</summary>
    public const string OrganizationBillsName = "organization-bills";

    /// <summary>The queue of plans to apply.</summary>
    public const string ExportPlansName = "export-plans";

    /// <summary>The queue of runs that people ask for.</summary>
    public const string ExportRequestsName = "export-requests";

    /// <summary>All queues.</summary>
    public static IReadOnlyList<string> Names { get; } = [OrganizationBillsName, ExportPlansName, ExportRequestsName];

    /// <summary>Runs that people ask for.</summary>
    public MessageQueue<ExportRequestMessage> ExportRequests { get; } = new(service, ExportRequestsName, postponed, time);

    /// <summary>Bills to plan.</summary>
    public MessageQueue<OrganizationBillMessage> OrganizationBills { get; } = new(service, OrganizationBillsName, postponed, time);

    /// <summary>Sends a message for each organization's oldest bill of some: the later ones follow it.</summary>
    /// <param name="bills">The bills.</param>
    /// <param name="runId">The run.</param>
    /// <param name="mode">The mode, where it is stricter than the setting; null for the setting.</param>
    /// <param name="cancellation">Ends the sending.</param>
    /// <returns>How many messages were sent.</returns>
    public async Task<int> SendOldestAsync(IEnumerable<BillRow> bills, string runId, ExportMode? mode, CancellationToken cancellation)
    {
        var oldest = bills.GroupBy(row => row.Organization.Id, StringComparer.Ordinal).Select(group => group.MinBy(row => row.Month)!).ToList();
        foreach (var row in oldest)
            await OrganizationBills.SendAsync(OrganizationBillMessage.Of(row, runId, mode), cancellation);
        return oldest.Count;
    }

    /// <summary>The name of the queue that the Functions host moves a queue's messages to after their last try.</summary>
    public static string PoisonOf(string queue) => $"{queue}-poison";

    /// <summary>Whether the Functions host moves messages there after their last try.</summary>
    public static bool IsPoison(string queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return queue.EndsWith(PoisonOf(""), StringComparison.Ordinal);
    }

    /// <summary>Whether no message waits or is in work; those that failed for good do not count.</summary>
    public async Task<bool> AreAtRestAsync(CancellationToken cancellation) => await CountAsync(cancellation) == 0;

    /// <summary>How many messages wait or are in work, about; those that failed for good do not count.</summary>
    public async Task<int> CountAsync(CancellationToken cancellation) =>
        (await Task.WhenAll(Names.Select(name => LookAsync(name, cancellation)))).Sum(state => state.Messages);

    /// <summary>How a queue stands; empty when there is no such queue.</summary>
    public async Task<QueueState> LookAsync(string queue, CancellationToken cancellation)
    {
        var client = service.GetQueueClient(queue);
        try
        {
            QueueProperties properties = await client.GetPropertiesAsync(cancellation);
            PeekedMessage? first = properties.ApproximateMessagesCount == 0 ? null : (await client.PeekMessageAsync(cancellation)).Value;
            return new QueueState(queue, properties.ApproximateMessagesCount, first?.InsertedOn is { } at ? time.GetUtcNow() - at : TimeSpan.Zero);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return new QueueState(queue, 0, TimeSpan.Zero);
        }
    }

    /// <summary>Plans to apply.</summary>
    public MessageQueue<ExportPlanMessage> ExportPlans { get; } = new(service, ExportPlansName, postponed, time);
}

/// <summary>The documents of the product.</summary>
public sealed class ExportBlobs(BlobServiceClient service)
{
    private const string UndoMark = "undo-";

    private readonly BlobFolder bills = new(service, "bills");
    private readonly BlobFolder plans = new(service, "plans");

    /// <summary>Where leases are taken.</summary>
    public BlobFolder Leases { get; } = new(service, "leases");

    /// <summary>Writes and reads a document that means nothing, to see whether both can be done.</summary>
    public async Task ProbeAsync(CancellationToken cancellation)
    {
        await plans.SaveAsync("probe.json", new Remembered("probe"), cancellation);
        await plans.FindAsync<Remembered>("probe.json", cancellation);
    }

    /// <summary>Archives a bill's lines; they are kept, so that every exported number can be traced back.</summary>
    public Task ArchiveAsync(OrganizationBill bill, string hash, CancellationToken cancellation) =>
        bills.SaveAsync(BillName(bill.Month, bill.Organization.Id, hash), bill, cancellation);

    /// <summary>Reads an archived bill.</summary>
    /// <exception cref="InvalidOperationException">It is not in the archive.</exception>
    public async Task<OrganizationBill> ReadBillAsync(BillMonth month, string organizationId, string hash, CancellationToken cancellation) =>
        await bills.FindAsync<OrganizationBill>(BillName(month, organizationId, hash), cancellation)
            ?? throw new InvalidOperationException($"The bill of {organizationId} for {month} (content {hash}) is not in the archive.");

    /// <summary>Keeps which organizations bill which subscriptions in a month.</summary>
    public Task SaveIndexAsync(SubscriptionIndex index, CancellationToken cancellation) => bills.SaveAsync($"{index.Month}/subscriptions.json", index, cancellation);

    /// <summary>Reads which organizations bill which subscriptions in a month; an empty one when none was kept.</summary>
    public async Task<SubscriptionIndex> ReadIndexAsync(BillMonth month, CancellationToken cancellation) =>
        await bills.FindAsync<SubscriptionIndex>($"{month}/subscriptions.json", cancellation) ?? new SubscriptionIndex { Month = month };

    /// <summary>What a plan is kept under: two plans of one bill that write the same are one.</summary>
    public static string PlanId(Planning.Plan plan) => $"{plan.Month}/{TableKey.Of(plan.OrganizationId)}/{(plan.Undo is null ? "" : UndoMark)}{plan.Hash()}";

    /// <summary>The bill that a plan is of, its organization as routes name it; null when the text is no plan's id.</summary>
    public static (BillMonth Month, string Organization)? BillOf(string planId)
    {
        ArgumentNullException.ThrowIfNull(planId);
        return planId.Split('/') is [var text, var organization, _] && BillMonth.TryParse(text, out var month) ? (month, organization) : null;
    }

    /// <summary>Whether the plan takes a bill back.</summary>
    public static bool IsUndo(string planId) => planId[(planId.LastIndexOf('/') + 1)..].StartsWith(UndoMark, StringComparison.Ordinal);

    /// <summary>Keeps a plan.</summary>
    public Task SavePlanAsync(string planId, Planning.Plan plan, CancellationToken cancellation) => plans.SaveAsync($"{planId}.json", plan, cancellation);

    /// <summary>Reads a plan; null when there is none.</summary>
    public Task<Planning.Plan?> FindPlanAsync(string planId, CancellationToken cancellation) => plans.FindAsync<Planning.Plan>($"{planId}.json", cancellation);

    private static string BillName(BillMonth month, string organizationId, string hash) => $"{month}/{TableKey.Of(organizationId)}/{hash}.json";
}
