namespace CloudmoreAutotask.Simulators.Autotask;

/// <summary>A value of a picklist.</summary>
/// <param name="Value">The id, which rows hold.</param>
/// <param name="Label">The label, which people see.</param>
/// <param name="IsActive">Whether it can be chosen.</param>
public sealed record PicklistValue(int Value, string Label, bool IsActive = true);
