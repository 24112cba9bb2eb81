using System.ComponentModel.DataAnnotations;

namespace CloudmoreAutotask.Setup;

/// <summary>Section <c>Fuses</c>: what stops an export before its first write (export rules, "What keeps it safe").</summary>
public sealed class FuseOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Fuses";

    /// <summary>Whether fuses are on.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The broker's monthly seat money may fall by this many percent.</summary>
    [Range(1, 100)]
    public int ShrinkPercent { get; set; } = 50;

    /// <summary>An organization's money may rise by this many percent, or by <see cref="GrowthAmount"/>.</summary>
    [Range(1, 10000)]
    public int GrowthPercent { get; set; } = 200;

    /// <summary>An organization's money may rise by this amount, in the bill's currency, or by <see cref="GrowthPercent"/>.</summary>
    [Range(typeof(decimal), "0", "1000000000")]
    public decimal GrowthAmount { get; set; } = 2000m;

    /// <summary>New contracts in one organization bill.</summary>
    [Range(0, 100000)]
    public int NewContracts { get; set; } = 50;

    /// <summary>Ended contracts in one organization bill.</summary>
    [Range(0, 100000)]
    public int EndedContracts { get; set; } = 10;
}
