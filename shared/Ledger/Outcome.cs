namespace CloudmoreAutotask.Ledger;

/// <summary>How a subscription of an organization bill ended, the worst first (export rules, "What keeps it safe").</summary>
public enum Outcome
{
    /// <summary>The product could not finish: a defect, or no answer for too long.</summary>
    Failed,

    /// <summary>Autotask refused a write, in its own words.</summary>
    Refused,

    /// <summary>Autotask holds something that contradicts the bill; nothing is written.</summary>
    Conflict,

    /// <summary>It waits for a person.</summary>
    Held,

    /// <summary>The organization has no company in Autotask.</summary>
    Unmapped,

    /// <summary>It is billed no longer.</summary>
    Ended,

    /// <summary>Its period can no longer change; the change goes to a later one, or nowhere.</summary>
    Deferred,

    /// <summary>Its contract was made.</summary>
    Created,

    /// <summary>Something was written.</summary>
    Updated,

    /// <summary>Autotask said the same already.</summary>
    Unchanged,
}

/// <summary>What an outcome means for the work that is left.</summary>
public static class Outcomes
{
    /// <summary>Whether a bill with this outcome is done; the others wait for a cause to go away.</summary>
    public static bool IsFinal(this Outcome outcome) => outcome >= Outcome.Ended;

    /// <summary>Whether it needs nobody.</summary>
    public static bool IsGood(this Outcome outcome) => outcome >= Outcome.Created;

    /// <summary>The worse of the two.</summary>
    public static Outcome Worse(Outcome one, Outcome other) => one < other ? one : other;
}
