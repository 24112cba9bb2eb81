using System.Text.Json;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Tests.Export;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Setup.Doctor;

/// <summary>Lets the doctor look, and finds what it found.</summary>
internal static class DoctorLooks
{
    /// <summary>The field names of the report, as Cloudmore's own description has them.</summary>
    public static readonly string[] ReportFields =
    [
        "billingDate", "subscriptionId", "subscriptionName", "quantity", "unitCostPrice", "unitSalesPrice", "totalCost", "totalSales", "currencyCode", "paymentFrequency",
        "purchaseOrderNumber", "billingLineDetails", "note", "organizationId", "organizationName", "customerNumber", "organizationCurrencyCode", "services",
    ];

    public static async Task<IReadOnlyList<Finding>> LookAsync(ExportHarness export, bool createField = false)
    {
        await using var provider = export.Build("2026-10-09");
        var findings = new List<Finding>();
        await foreach (var finding in provider.GetRequiredService<SetupDoctor>().LookAsync(createField, CancellationToken.None))
            findings.Add(finding);
        return findings;
    }

    /// <summary>The one finding of a check.</summary>
    public static Finding One(IEnumerable<Finding> findings, string check) => findings.Single(finding => finding.Check == check);

    /// <summary>What is bad of a check, with what to do; it must be something, and say what to do.</summary>
    public static string Bad(IEnumerable<Finding> findings, string check)
    {
        var bad = findings.Where(finding => finding.Check == check && finding.State == FindingState.Bad).ToList();
        Assert.That(bad, Is.Not.Empty, check);
        Assert.That(bad.Select(finding => finding.ToDo), Is.All.Not.Empty);
        return string.Join('\n', bad.Select(finding => $"{finding.Found} {finding.ToDo}"));
    }

    /// <summary>The description of an API whose answers have these fields.</summary>
    public static string Description(IEnumerable<string> fields) => JsonSerializer.Serialize(new
    {
        openapi = "3.0.1",
        components = new { schemas = new { Line = new { type = "object", properties = fields.ToDictionary(name => name, _ => new { type = "string" }) } } },
    });
}
