namespace CloudmoreAutotask.Autotask;

/// <summary>Autotask's words for a service adjustment that a period no longer takes (API assumptions, "Autotask").</summary>
public static class PeriodRefusals
{
    private const string Posted = "approved and posted";
    private const string SecondOnTheDate = "duplicate data into contract_service_period";

    /// <summary>Whether the refusal means that the period is closed, so that a later one is to be tried.</summary>
    public static bool IsClosedPeriod(string words) => IsPosted(words) || words.Contains(SecondOnTheDate, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the refusal means that the period, or a later one that the change would move, is approved and posted.</summary>
    public static bool IsPosted(string words) => words.Contains(Posted, StringComparison.OrdinalIgnoreCase);
}
