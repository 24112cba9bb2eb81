namespace CloudmoreAutotask.Billing;

/// <summary>What one organization is billed in one month: the unit of work, of the queue message and of retry (export rules, "Bill").</summary>
/// <param name="Month">The month of the billing dates.</param>
/// <param name="Organization">The organization as the report names it.</param>
/// <param name="Lines">Its lines, in the report's order.</param>
/// <param name="Faults">Lines that cannot be used; any of them holds the bill.</param>
public sealed record OrganizationBill(BillMonth Month, BilledOrganization Organization, IReadOnlyList<BillingLine> Lines, IReadOnlyList<LineFault> Faults)
{
    /// <summary>Splits what a report says of an organization into its monthly bills.</summary>
    /// <remarks>A fault whose date cannot be read holds every month the report has of the organization, the last month of the window when there is none.</remarks>
    public static IEnumerable<OrganizationBill> Split(ReportedOrganization reported, BillMonth lastMonth)
    {
        var months = reported.Lines.Select(line => BillMonth.Of(line.BillingDate))
            .Concat(reported.Faults.Where(fault => fault.BillingDate is not null).Select(fault => BillMonth.Of(fault.BillingDate!.Value)))
            .Distinct()
            .ToList();
        if (months.Count == 0 && reported.Faults.Count > 0)
            months.Add(lastMonth);
        return months.Order().Select(month => new OrganizationBill(
            month,
            reported.Organization,
            [.. reported.Lines.Where(line => month.Contains(line.BillingDate))],
            [.. reported.Faults.Where(fault => fault.BillingDate is not { } day || month.Contains(day))]));
    }

    /// <summary>A bill without lines: of an organization that was billed last month and is not in this one.</summary>
    public static OrganizationBill Empty(BillMonth month, BilledOrganization organization) => new(month, organization, [], []);
}
