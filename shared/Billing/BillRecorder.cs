using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Billing;

/// <summary>Archives and records what a report says, one organization in memory at a time; rows are written only when the whole report was read.</summary>
internal sealed class BillRecorder(
    ExportTables tables, ExportBlobs blobs, BillCalendar calendar, BillAggregator aggregator, FileReportCheck files, ProductClock clock)
{
    /// <summary>Records the bills of a report, for the months and organizations that it speaks for.</summary>
    /// <exception cref="MustFixException">A file is older than what it speaks for.</exception>
    public async Task RecordAsync(BillReport report, CancellationToken cancellation)
    {
        var scope = report.Scope;
        files.RefuseUnsettled(scope);
        var known = new Dictionary<(BillMonth, string), BillRow>();
        foreach (var month in scope.Months.Concat(scope.Months.Select(month => month.AddMonths(-1))).Distinct())
        {
            foreach (var row in await tables.Bills.ListAsync(month.ToString(), cancellation))
                known[(month, row.Organization.Id)] = row;
        }

        var session = new Session(known, scope.Months.ToDictionary(month => month, month => new SubscriptionIndex { Month = month }));
        await foreach (var reported in report.Organizations.WithCancellation(cancellation))
        {
            foreach (var bill in OrganizationBill.Split(Identified(reported), scope.Months[^1]).Where(bill => session.Indexes.ContainsKey(bill.Month)))
                await TakeAsync(session, bill, cancellation);
        }

        var named = session.Seen.Keys.Select(key => key.Id).ToHashSet(StringComparer.Ordinal);
        FileReportCheck.RefuseCut(scope, known.Values.Where(row => named.Contains(row.Organization.Id)));
        foreach (var month in scope.Months)
            await TakeMissingAsync(session, month, row => scope.IsOfWholeBroker || named.Contains(row.Organization.Id) || (row.Organization.IsNameless && row.Month == month), cancellation);
        var replaced = known.Values.Where(row => IsReplaced(session, row)).ToList();
        var spokenFor = session.Seen.Keys.Select(key => key.Id).Concat(replaced.Select(row => row.Organization.Id)).ToHashSet(StringComparer.Ordinal);
        foreach (var index in session.Indexes.Values)
            await blobs.SaveIndexAsync(scope.IsOfWholeBroker ? index : index.With(await blobs.ReadIndexAsync(index.Month, cancellation), spokenFor), cancellation);
        foreach (var month in scope.Months)
            await tables.Bills.SaveAllAsync(month.ToString(), session.Changed.Values.Where(row => row.Month == month).Select(row => (TableKey.Of(row.Organization.Id), row)), cancellation);
        foreach (var row in replaced)
            await RemoveAsync(row, cancellation);
        files.TellOfOthers(scope, known.Values, spokenFor);
    }

    /// <summary>Whether the bill is of an organization that was known from files only, and is recorded now under Cloudmore's id.</summary>
    private static bool IsReplaced(Session session, BillRow row) =>
        row.Organization.IsStandIn && session.Organizations.Any(entry => entry.Key.Month == row.Month && StandIns.IsSame(row.Organization, entry.Value));

    private async Task RemoveAsync(BillRow row, CancellationToken cancellation)
    {
        var outcomes = ExportTables.BillKey(row.Month, row.Organization.Id);
        foreach (var outcome in await tables.Outcomes.ListAsync(outcomes, cancellation))
            await tables.Outcomes.RemoveAsync(outcomes, TableKey.Of(outcome.SubscriptionKey), cancellation);
        await tables.Bills.RemoveAsync(row.Month.ToString(), TableKey.Of(row.Organization.Id), cancellation);
    }

    /// <summary>An organization without an id is kept under its name, so that its bill is held and not lost.</summary>
    private static ReportedOrganization Identified(ReportedOrganization reported)
    {
        if (reported.Organization.Id.Length > 0)
            return reported;
        var organization = reported.Organization with { Id = BilledOrganization.NamelessPrefix + reported.Organization.Name.Trim().ToLowerInvariant() };
        var faults = reported.Faults.Count > 0 ? reported.Faults : [new LineFault($"The organization '{organization.Name}'", "organizationId", null, null)];
        return reported with { Organization = organization, Faults = faults };
    }

    private async Task TakeAsync(Session session, OrganizationBill bill, CancellationToken cancellation)
    {
        var key = (bill.Month, bill.Organization.Id);
        if (session.Seen.TryGetValue(key, out var hash))
        {
            // A report may name an organization twice: its bill is the sum of both.
            var first = await blobs.ReadBillAsync(bill.Month, bill.Organization.Id, hash, cancellation);
            bill = bill with { Lines = [.. first.Lines, .. bill.Lines], Faults = [.. first.Faults, .. bill.Faults] };
        }

        var baseline = BillBaseline.Of(bill);
        session.Seen[key] = baseline.Hash;
        session.Organizations[key] = bill.Organization;
        foreach (var line in bill.Lines)
            session.Indexes[bill.Month].Add(SubscriptionKey.Of(line), bill.Organization);
        var known = session.Known.GetValueOrDefault(key);
        session.Changed.Remove(key);
        if (known?.Hash != baseline.Hash || hash is not null)
            await blobs.ArchiveAsync(bill, baseline.Hash, cancellation);
        if (known?.Hash != baseline.Hash || known.Organization != bill.Organization)
            session.Changed[key] = Row(bill, baseline, known);
    }

    /// <summary>
    /// Records an empty bill for an organization whose lines are all gone: it was recorded for this month before, or it was billed last month and this month
    /// is settled.
    /// </summary>
    private async Task TakeMissingAsync(Session session, BillMonth month, Func<BillRow, bool> isSpokenFor, CancellationToken cancellation)
    {
        var before = month.AddMonths(-1);
        var gone = session.Known.Values.Concat(session.Changed.Values)
            .Where(row => row.Month == month || (row.Month == before && calendar.IsSettled(month) && LinesOf(session, row) > 0))
            .Where(isSpokenFor)
            .Select(row => row.Organization).DistinctBy(organization => organization.Id)
            .Where(organization => !session.Seen.ContainsKey((month, organization.Id)))
            .Where(organization => !organization.IsStandIn || !session.Organizations.Values.Any(other => StandIns.IsSame(organization, other)))
            .ToList();
        foreach (var organization in gone)
            await TakeAsync(session, OrganizationBill.Empty(month, organization), cancellation);
    }

    private static int LinesOf(Session session, BillRow row) => (session.Changed.GetValueOrDefault((row.Month, row.Organization.Id)) ?? row).Lines;

    private BillRow Row(OrganizationBill bill, BillBaseline content, BillRow? known)
    {
        var isPast = bill.Month < BillMonth.Of(clock.Today);
        var repriced = isPast && known is not null && known.Baseline.IsRepricedBy(content);
        return new BillRow
        {
            Month = bill.Month,
            Organization = bill.Organization,
            Hash = content.Hash,
            Baseline = repriced ? known!.Baseline : content,
            Repriced = repriced,
            Lines = bill.Lines.Count,
            FirstBillingDate = bill.Lines.Count > 0 ? bill.Lines.Min(line => line.BillingDate) : null,
            LastBillingDate = bill.Lines.Count > 0 ? bill.Lines.Max(line => line.BillingDate) : null,
            Billed = bill.Lines.GroupBy(line => line.CurrencyCode, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(line => line.TotalSales), StringComparer.Ordinal),
            MonthlySeats = aggregator.Aggregate(bill).MonthlySeats(),
            RecordedAt = clock.Now,
            DoneHash = known?.DoneHash,
            AttemptedHash = known?.AttemptedHash,
            AttemptedAt = known?.AttemptedAt,
            FailedHash = known?.FailedHash,
            Figures = known?.Figures,
        };
    }

    /// <summary>What is known and found while one report is read; of a bill only its hashes.</summary>
    private sealed record Session(IReadOnlyDictionary<(BillMonth, string), BillRow> Known, IReadOnlyDictionary<BillMonth, SubscriptionIndex> Indexes)
    {
        public Dictionary<(BillMonth Month, string Id), string> Seen { get; } = [];

        public Dictionary<(BillMonth Month, string Id), BilledOrganization> Organizations { get; } = [];

        public Dictionary<(BillMonth, string), BillRow> Changed { get; } = [];
    }
}
