using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Cloudmore;

namespace CloudmoreAutotask.Mapping;

/// <summary>Organizations that are known from files only, by customer number or name, until Cloudmore tells their id.</summary>
internal static class StandIns
{
    /// <summary>Whether the first stands in for the second: by number where both have one, else by name.</summary>
    public static bool IsSame(Organization standIn, Organization organization) =>
        BilledOrganization.IsStandInId(standIn.Id) && !BilledOrganization.IsStandInId(organization.Id)
        && (string.IsNullOrWhiteSpace(standIn.CustomerNumber) || string.IsNullOrWhiteSpace(organization.CustomerNumber)
            ? Same(standIn.Name, organization.Name)
            : Same(standIn.CustomerNumber, organization.CustomerNumber));

    /// <inheritdoc cref="IsSame(Organization, Organization)" />
    public static bool IsSame(BilledOrganization standIn, BilledOrganization organization) =>
        !organization.IsNameless && IsSame(Plain(standIn), Plain(organization));

    /// <inheritdoc cref="IsSame(Organization, Organization)" />
    public static bool IsSame(CompanyMapping standIn, CompanyMapping mapping) => IsSame(standIn.Billed, mapping.Billed);

    private static Organization Plain(BilledOrganization organization) => new(organization.Id, organization.Name, organization.CustomerNumber);

    private static bool Same(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);
}
