using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Ledger;

/// <summary>An organization bill that a run worked on.</summary>
/// <param name="Month">The bill month.</param>
/// <param name="OrganizationId">The organization.</param>
/// <param name="Hash">The content that was worked on.</param>
public sealed record RunEntry(BillMonth Month, string OrganizationId, string Hash);

/// <summary>A remembered fact of the deployment.</summary>
/// <param name="Value">Its value.</param>
public sealed record Remembered(string Value);
