using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Storage;

namespace CloudmoreAutotask.Operating;

/// <summary>How routes name what is kept under keys with slashes in them.</summary>
public static partial class PublicIds
{
    /// <summary>The name of the hold on the bills of the whole broker.</summary>
    public const string BrokerHold = "shrink";

    /// <summary>An organization.</summary>
    public static string Organization(string organizationId) => TableKey.Of(organizationId);

    /// <summary>A plan: month, organization and hash, parted by dots; null for none.</summary>
    [return: NotNullIfNotNull(nameof(planId))]
    public static string? Plan(string? planId) => planId?.Replace('/', '.');

    /// <summary>The plan that a route names; null when it names none.</summary>
    public static string? ToPlan(string id) => Parts().Match(id) is { Success: true } match ? $"{match.Groups["month"]}/{match.Groups["organization"]}/{match.Groups["last"]}" : null;

    /// <summary>What holds an organization bill.</summary>
    public static string Hold(BillMonth month, string organizationId, string fuse) => $"{month}.{Organization(organizationId)}.{fuse}";

    /// <summary>The month, the organization as routes name it, and the fuse of a hold; null when the text names none.</summary>
    public static (BillMonth Month, string Organization, string Fuse)? ToHold(string id) =>
        Parts().Match(id) is { Success: true } match && BillMonth.TryParse(match.Groups["month"].Value, out var month) ? (month, match.Groups["organization"].Value, match.Groups["last"].Value) : null;

    [GeneratedRegex(@"^(?<month>\d{4}-\d{2})\.(?<organization>[^/\\]+)\.(?<last>[0-9A-Za-z-]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parts();
}
