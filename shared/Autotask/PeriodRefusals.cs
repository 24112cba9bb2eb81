namespace CloudmoreAutotask.Autotask;

/// <summary>Autotask's words for a service adjustment that a period no longer takes (API assumptions, "Autotask").</summary>
public static class PeriodRefusals
{
    private static readonly string[] Texts = ["approved and posted", "duplicate data into contract_service_period"];

    /// <summary>Whether the refusal means that the period is closed, so that a later one is to be tried.</summary>
    public static bool IsClosedPeriod(string words) => Texts.Any(text => words.Contains(text, StringComparison.OrdinalIgnoreCase));
}
