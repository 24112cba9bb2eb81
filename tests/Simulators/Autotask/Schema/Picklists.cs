namespace CloudmoreAutotask.Simulators.Autotask.Schema;

/// <summary>
/// Picklists that every tenant has. Where the facts name the ids they are used; where they say "read at run time", the ids here are
/// deliberately none that a client could have guessed from the order of the labels.
/// </summary>
internal static class Picklists
{
    public static readonly IReadOnlyList<PicklistValue> ContractType =
    [
        new(1, "Time & Materials"), new(3, "Fixed Price"), new(4, "Block Hours"), new(6, "Retainer"), new(7, "Recurring Service"),
        new(8, "Per Ticket"), new(9, "Umbrella"),
    ];

    public static readonly IReadOnlyList<PicklistValue> PeriodType =
        [new(2, "Monthly"), new(3, "Quarterly"), new(4, "Semi-Annually"), new(5, "Yearly")];

    public static readonly IReadOnlyList<PicklistValue> ContractStatus = [new(0, "Inactive"), new(1, "Active")];

    public static readonly IReadOnlyList<PicklistValue> YesNo = [new(0, "No"), new(1, "Yes")];

    public static readonly IReadOnlyList<PicklistValue> ServiceLevelAgreement =
        [new(4, "Standard SLA"), new(9, "Premium SLA"), new(11, "Old SLA", IsActive: false)];

    public static readonly IReadOnlyList<PicklistValue> BillingPreference =
        [new(1, "Immediately without Review"), new(2, "On Timesheet Approval"), new(4, "Manually")];

    public static readonly IReadOnlyList<PicklistValue> ContractCategory = [new(12, "Managed Services"), new(17, "Cloud")];

    public static readonly IReadOnlyList<PicklistValue> ChargeType = [new(1, "Operational"), new(2, "Capitalized")];

    public static readonly IReadOnlyList<PicklistValue> ChargeStatus = [new(7, "Need to Order/Fulfill"), new(14, "Delivered/Shipped Full")];

    public static readonly IReadOnlyList<PicklistValue> UseType =
    [
        new(1, "General Allocation Code"), new(2, "Expense Code"), new(3, "Internal Allocation Code"), new(4, "Material Cost Code"),
        new(5, "Recurring Contract Service Code"), new(6, "Milestone Code"), new(7, "Product Code"),
    ];

    public static readonly IReadOnlyList<PicklistValue> BillingCodeType = [new(0, "Normal"), new(1, "System"), new(2, "Non-Billable")];

    public static readonly IReadOnlyList<PicklistValue> CompanyType =
        [new(1, "Customer"), new(2, "Lead"), new(3, "Prospect"), new(4, "Dead"), new(6, "Cancelation"), new(7, "Vendor"), new(8, "Partner")];

    public static readonly IReadOnlyList<PicklistValue> UdfType =
    [
        new(23, "Account"), new(31, "Contact"), new(6, "Installed_Product"), new(33, "Opportunity"), new(35, "Product"), new(34, "Project"),
        new(41, "SalesOrder"), new(44, "Site_Config"), new(43, "Task"), new(40, "Ticket"), new(29, "Contract"),
    ];

    public static readonly IReadOnlyList<PicklistValue> UdfDataType = [new(14, "String"), new(11, "Date"), new(18, "List"), new(16, "Numeric")];

    public static readonly IReadOnlyList<PicklistValue> BillingItemType = [new(3, "Recurring Contract Service"), new(4, "Contract Charge")];

    public static readonly IReadOnlyList<PicklistValue> None = [];

    /// <summary>The id of a label.</summary>
    public static int IdOf(IReadOnlyList<PicklistValue> picklist, string label) =>
        picklist.Single(value => string.Equals(value.Label, label, StringComparison.OrdinalIgnoreCase)).Value;
}
