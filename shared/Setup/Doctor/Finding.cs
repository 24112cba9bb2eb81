namespace CloudmoreAutotask.Setup;

/// <summary>How a check of the doctor ended.</summary>
public enum FindingState
{
    /// <summary>It is as it should be.</summary>
    Good,

    /// <summary>An export runs, but somebody should look.</summary>
    Warning,

    /// <summary>An export would not run, or not whole.</summary>
    Bad,

    /// <summary>It could not be looked at, because of something that was found before.</summary>
    NotChecked,
}

/// <summary>What the doctor found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="State">How it is.</param>
/// <param name="Found">What was found.</param>
/// <param name="ToDo">What a person does about it; empty when nothing.</param>
public sealed record Finding(string Check, FindingState State, string Found, string ToDo = "")
{
    /// <summary>A good finding.</summary>
    public static Finding Good(string check, string found) => new(check, FindingState.Good, found);

    /// <summary>A finding that somebody should look at.</summary>
    public static Finding Warning(string check, string found, string toDo) => new(check, FindingState.Warning, found, toDo);

    /// <summary>A finding that stops the export.</summary>
    public static Finding Bad(string check, string found, string toDo) => new(check, FindingState.Bad, found, toDo);

    /// <summary>A check that could not be made.</summary>
    public static Finding NotChecked(string check, string why) => new(check, FindingState.NotChecked, why);
}
