using System.Globalization;
using CloudmoreAutotask.Ledger;

namespace CloudmoreAutotask.Notifying;

/// <summary>A note in words, line by line.</summary>
internal static class NoteText
{
    // A person reads a few; the page has them all.
    private const int MostWaiting = 10;

    public static string Title(Note note) => note switch
    {
        { Problems.Count: > 0 } => "The export needs a look",
        { Waiting.Count: > 0 } => $"{Count(Bills(note.Waiting), "bill needs", "bills need")} a person",
        _ => "Bills were exported",
    };

    /// <summary>What was exported; empty when nothing was.</summary>
    public static string Exported(Note note) => note.Exported is not { Organizations: > 0 } exported
        ? ""
        : $"Exported for {Count(exported.Organizations, "organization", "organizations")}: "
            + $"{string.Join(", ", exported.Outcomes.Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{outcome.Key} {outcome.Value}")))}"
            + $"{string.Concat(exported.Money.Select(money => $"; {Money(money.Value, money.Key)} in Autotask"))}."
            + $"{(exported.Outcomes.Keys.All(outcome => outcome.IsGood()) ? "" : " The page says what ended and what was deferred.")}";

    /// <summary>What waits, the most money first.</summary>
    public static IEnumerable<string> Waiting(Note note) =>
    [
        .. note.Waiting.Take(MostWaiting).Select(Line),
        .. note.Waiting.Count > MostWaiting ? [$"… and {Count(note.Waiting.Count - MostWaiting, "more", "more")} on the page."] : Array.Empty<string>(),
    ];

    private static int Bills(IEnumerable<WaitingView> waiting) => waiting.Select(item => (item.Month, item.OrganizationId)).Distinct().Count();

    private static string Line(WaitingView waiting) =>
        $"{waiting.OrganizationName}, {waiting.Month}: {waiting.Outcome}, {Money(waiting.Amount, waiting.Currency)} ({Money(waiting.PerDay, waiting.Currency)} a day). {waiting.Reason} {waiting.Action}".TrimEnd();

    private static string Money(decimal amount, string currency) => $"{amount.ToString("0.00", CultureInfo.InvariantCulture)} {currency}".TrimEnd();

    private static string Count(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
}
