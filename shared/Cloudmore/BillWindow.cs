namespace CloudmoreAutotask.Cloudmore;

/// <summary>The billing dates that were asked for, both ends included.</summary>
/// <remarks>A line outside would make up a part of another month's bill, which must not be taken for the whole of it.</remarks>
internal readonly record struct BillWindow
{
    public BillWindow(DateOnly from, DateOnly to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        From = from;
        To = to;
    }

    /// <summary>The first day.</summary>
    public DateOnly From { get; }

    /// <summary>The last day.</summary>
    public DateOnly To { get; }

    /// <summary>Whether the day was asked for.</summary>
    public bool Contains(DateOnly day) => day >= From && day <= To;
}
