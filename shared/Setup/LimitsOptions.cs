using System.ComponentModel.DataAnnotations;

namespace CloudmoreAutotask.Setup;

/// <summary>Section <c>Limits</c>: how hard the product leans on the two APIs.</summary>
public sealed class LimitsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Limits";

    /// <summary>How long after the start of a write without an answer its effect is not yet judged (export rules, "Exactly once in effect"). Real time.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan UnansweredWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Calls in flight per Autotask entity; the tenant allows three for one integration.</summary>
    [Range(1, 3)]
    public int CallsPerEntity { get; set; } = 2;

    /// <summary>Share of Autotask's hourly allowance, in percent, above which work is postponed.</summary>
    [Range(1, 100)]
    public int AllowanceSharePercent { get; set; } = 50;

    /// <summary>How often a read is tried before it counts as failed; three times as often while the other side only takes no more calls.</summary>
    [Range(1, 10)]
    public int ReadAttempts { get; set; } = 4;

    /// <summary>The wait before a call is tried again; it doubles each time, up to eight seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ReadRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one call may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How long a read-back that differs after a success answer is read again before a person is asked. Real time.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReadBackWait { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a call is tried that is turned away because there are too many: such a refusal passes by itself, mostly within the minute.</summary>
    internal int BusyAttempts => ReadAttempts > 1 ? ReadAttempts * 3 : 1;

    /// <summary>The longest wait between two tries, unless the other side asks for a longer one.</summary>
    internal TimeSpan LongestRetryDelay => ReadRetryDelay > EightSeconds ? ReadRetryDelay : EightSeconds;

    private static TimeSpan EightSeconds { get; } = TimeSpan.FromSeconds(8);
}
