using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Ledger;

/// <summary>An organization bill as it was recorded, and how far it got (export rules, "Bill").</summary>
public sealed record BillRow
{
    /// <summary>The bill month.</summary>
    public required BillMonth Month { get; init; }

    /// <summary>The organization as the report last named it.</summary>
    public required BilledOrganization Organization { get; init; }

    /// <summary>The content hash that was recorded last.</summary>
    public required string Hash { get; init; }

    /// <summary>The hashes of the content before only its prices changed; prices that change later are held against it.</summary>
    public required BillBaseline Baseline { get; init; }

    /// <summary>Whether only the prices of this past month changed since.</summary>
    public bool Repriced { get; init; }

    /// <summary>How many lines it has.</summary>
    public required int Lines { get; init; }

    /// <summary>The first billing date of its lines; null without lines.</summary>
    public DateOnly? FirstBillingDate { get; init; }

    /// <summary>The last billing date of its lines; null without lines.</summary>
    public DateOnly? LastBillingDate { get; init; }

    /// <summary>The sum of its lines' total sales, by currency.</summary>
    public required IReadOnlyDictionary<string, decimal> Billed { get; init; }

    /// <summary>What its monthly seats bill in a month, by currency; only services that are exported.</summary>
    public IReadOnlyDictionary<string, decimal> MonthlySeats { get; init; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>When this content was recorded, product clock, UTC.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The content that has final outcomes in a mode that writes; the bill is due while it differs from <see cref="Hash"/>.</summary>
    public string? DoneHash { get; init; }

    /// <summary>The content that was last worked on, whatever came of it.</summary>
    public string? AttemptedHash { get; init; }

    /// <summary>When the work on <see cref="AttemptedHash"/> last ended, real time, UTC; null while there was none. Real time, because writes are timed by it.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }

    /// <summary>The content that failed by a defect and waits for a replay.</summary>
    public string? FailedHash { get; init; }

    /// <summary>The sums of its outcomes as they were last saved; null while there are none.</summary>
    public BillFigures? Figures { get; init; }

    /// <summary>Whether it has no final outcome yet. Kept as a column of its own, by which such bills are found (<see cref="ExportTables.ListDueBillsAsync"/>).</summary>
    public bool IsDue => DoneHash != Hash;
}

/// <summary>The three hashes of a bill's content.</summary>
/// <param name="Hash">Everything.</param>
/// <param name="Quantities">What was sold.</param>
/// <param name="Money">What was sold, with its money.</param>
public sealed record BillBaseline(string Hash, string Quantities, string Money)
{
    /// <summary>The hashes of a bill.</summary>
    public static BillBaseline Of(OrganizationBill bill) => new(BillHash.Of(bill), BillHash.OfQuantities(bill), BillHash.OfMoney(bill));

    /// <summary>Whether the other content sells the same at other prices.</summary>
    public bool IsRepricedBy(BillBaseline other) => Quantities == other.Quantities && Money != other.Money;
}
