using System.Text.Json;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Makes organizations of the bytes of one report, and judges whether it is a whole one.</summary>
/// <param name="task">The report's task.</param>
/// <param name="names">What the fields are called.</param>
/// <param name="window">The billing dates that were asked for.</param>
internal sealed class ReportDownload(ReportTask task, FieldNames names, BillWindow window)
{
    private string lastName = "";

    /// <summary>The organizations read so far.</summary>
    public int Organizations { get; private set; }

    /// <summary>The lines read so far.</summary>
    public int Lines { get; private set; }

    /// <summary>What could not be used so far.</summary>
    public int Faults { get; private set; }

    /// <summary>The lines left out so far because nobody asked for their billing dates.</summary>
    public int Outside { get; private set; }

    /// <summary>Reads the next organization.</summary>
    /// <returns>Null when there is none (any more); <see cref="IsWhole"/> then judges.</returns>
    /// <exception cref="TryLaterException">The report broke off, or Cloudmore could not make it.</exception>
    public async Task<ReportedOrganization?> NextAsync(ReportReader report, CancellationToken cancellation)
    {
        using var part = await NextPartAsync(report, cancellation);
        var state = ReportStatus.Of(report.Status);
        if (state == ReportState.Failed)
            throw new TryLaterException($"Cloudmore could not make report {task.Id}; its status is '{report.Status}'.");
        return part is null || state == ReportState.Running ? null : Read(part.RootElement);
    }

    /// <summary>Whether what was read is the report, once there is no further organization.</summary>
    /// <returns>False when the report is still being made.</returns>
    /// <exception cref="TryLaterException">The report calls itself unfinished though it has organizations.</exception>
    /// <exception cref="MustFixException">The report is made but has no list of organizations.</exception>
    public bool IsWhole(ReportReader report)
    {
        var state = ReportStatus.Of(report.Status);
        if (state == ReportState.Running)
        {
            return Organizations == 0 ? false
                : throw new TryLaterException($"Report {task.Id} has organizations but its status is still '{report.Status}', so it may lack some.");
        }

        if (report.HasOrganizations)
            return true;
        var calledDone = state == ReportState.Done && report.Status is not null;
        if (!calledDone && (state == ReportState.Unknown || report.TopNames.Count == 0 || !task.IsPatienceOver))
            return false;
        throw new MustFixException(
            $"Report {task.Id} has no list '{ReportFields.Organizations}'; it has: {string.Join(", ", report.TopNames)}. " +
            $"If one of them is the list of organizations, set Cloudmore:FieldAliases:{ReportFields.Organizations} to its name.");
    }

    private async Task<JsonDocument?> NextPartAsync(ReportReader report, CancellationToken cancellation)
    {
        try
        {
            return await report.NextAsync(cancellation);
        }
        catch (Exception broken) when (broken is JsonException or IOException or HttpRequestException or TimeoutException or InvalidDataException)
        {
            var after = Organizations == 0 ? "before its first organization" : $"after organization {Organizations} ('{lastName}')";
            throw new TryLaterException($"Report {task.Id} broke off {after}: {broken.Message} Nothing of it is used.", broken);
        }
    }

    private ReportedOrganization Read(JsonElement element)
    {
        var reading = new OrganizationReading(names, window, ++Organizations);
        var organization = reading.Read(element);
        lastName = organization.Organization.Name;
        Lines += organization.Lines.Count;
        Faults += organization.Faults.Count;
        Outside += reading.Outside;
        return organization;
    }
}
