using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Setup;

/// <summary>One look of the doctor: what is asked for, and what a check found that a later one needs.</summary>
/// <param name="createField">Whether the contract's user-defined field is created when it is missing.</param>
internal sealed class DoctorLook(bool createField)
{
    /// <summary>Whether the contract's user-defined field is created when it is missing.</summary>
    public bool CreateField => createField;

    /// <summary>What Cloudmore bills; null when the report was not read.</summary>
    public BilledReport? Report { get; set; }

    /// <summary>The Autotask companies that are known of organizations, by the organization's id.</summary>
    public Dictionary<string, long> Companies { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What a billing report has that settings must fit.</summary>
internal sealed class BilledReport
{
    /// <summary>How many lines it has.</summary>
    public int Lines { get; private set; }

    /// <summary>How many faults it has: what cannot be read.</summary>
    public int Faults { get; private set; }

    /// <summary>The first fault as a sentence; null when there is none.</summary>
    public string? FirstFault { get; private set; }

    /// <summary>The services that are billed, by name.</summary>
    public SortedSet<string> Services { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The currencies of each organization's lines.</summary>
    public Dictionary<string, (string Name, SortedSet<string> Currencies)> Organizations { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The currencies of all lines.</summary>
    public IReadOnlyCollection<string> Currencies => new SortedSet<string>(Organizations.Values.SelectMany(organization => organization.Currencies), StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes in what the report says of an organization, or a part of that.</summary>
    public void Add(ReportedOrganization part)
    {
        Lines += part.Lines.Count;
        Faults += part.Faults.Count;
        FirstFault ??= part.Faults.Select(fault => $"{part.Organization.Name}: {fault.Describe()}").FirstOrDefault();
        if (!Organizations.TryGetValue(part.Organization.Id, out var organization))
            Organizations[part.Organization.Id] = organization = (part.Organization.Name, new SortedSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var line in part.Lines)
        {
            Services.Add(line.ServiceName.Trim());
            organization.Currencies.Add(line.CurrencyCode);
        }
    }
}
