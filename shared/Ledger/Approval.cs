namespace CloudmoreAutotask.Ledger;

/// <summary>A person's word on a plan that waits for approval (export rules, "Plan, then apply").</summary>
/// <param name="PlanHash">The plan, by what it writes.</param>
/// <param name="IsApproved">True to write it; false when it was rejected.</param>
/// <param name="Until">When the plan that was looked at expires, product clock, UTC; a plan made later needs another word.</param>
/// <param name="Who">Who decided.</param>
/// <param name="Why">Why; may be empty.</param>
/// <param name="At">When, product clock, UTC.</param>
public sealed record Approval(string PlanHash, bool IsApproved, DateTimeOffset Until, string Who, string Why, DateTimeOffset At);
