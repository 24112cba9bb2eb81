using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Billing;

/// <summary>The tick list of Cloudmore services (export rules, "Which lines").</summary>
public sealed class ServiceSelection
{
    private readonly Dictionary<string, ServiceOptions> services;

    /// <summary>Takes the list from the settings; of two entries with one name the last counts.</summary>
    public ServiceSelection(IEnumerable<ServiceOptions> services)
    {
        this.services = new(StringComparer.OrdinalIgnoreCase);
        foreach (var service in services)
            this.services[service.Name.Trim()] = service;
    }

    /// <summary>Whether the service is on the list at all.</summary>
    public bool IsListed(string serviceName) => services.ContainsKey(serviceName.Trim());

    /// <summary>Whether the service is on the list and switched off, which is a choice.</summary>
    public bool IsSwitchedOff(string serviceName) => services.TryGetValue(serviceName.Trim(), out var service) && !service.Enabled;

    /// <summary>The kind of a listed service.</summary>
    public ServiceKind KindOf(string serviceName) => services[serviceName.Trim()].Kind ?? ServiceKind.Subscription;
}
