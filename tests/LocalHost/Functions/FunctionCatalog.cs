using System.Reflection;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.Setup;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace CloudmoreAutotask.LocalHost.Functions;

/// <summary>Finds functions by their attributes, as Azure does.</summary>
public static class FunctionCatalog
{
    private const string ConnectionPrefix = "AzureWebJobs";

    /// <summary>The functions of an assembly, by name.</summary>
    /// <param name="assembly">Where to look.</param>
    /// <param name="settings">What <c>%Name%</c> in an attribute stands for.</param>
    /// <exception cref="MustFixException">A setting that an attribute names is missing, or a function has no trigger this host knows.</exception>
    public static IReadOnlyList<FunctionEntry> Find(Assembly assembly, IConfiguration settings) => Find(assembly.GetTypes(), settings);

    /// <summary>The functions of some classes, by name.</summary>
    /// <inheritdoc cref="Find(Assembly, IConfiguration)"/>
    public static IReadOnlyList<FunctionEntry> Find(IEnumerable<Type> classes, IConfiguration settings) =>
    [
        .. classes
            .Where(type => type is { IsClass: true, IsAbstract: false })
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public))
            .Select(method => (Method: method, Function: method.GetCustomAttribute<FunctionAttribute>()))
            .Where(found => found.Function is not null)
            .Select(found => Describe(found.Function!.Name, found.Method, settings))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal),
    ];

    private static FunctionEntry Describe(string name, MethodInfo method, IConfiguration settings)
    {
        foreach (var parameter in method.GetParameters())
        {
            if (Trigger(parameter, name, new AttributeText(settings, name)) is { } trigger)
                return new FunctionEntry(name, method, parameter, trigger);
        }

        throw new MustFixException($"The function {name} has no timer, queue or HTTP trigger; the local host knows no other.");
    }

    private static FunctionTrigger? Trigger(ParameterInfo parameter, string name, AttributeText text)
    {
        foreach (var attribute in parameter.GetCustomAttributes())
        {
            switch (attribute)
            {
                case TimerTriggerAttribute timer:
                    return new FunctionTrigger.OnSchedule(text.Resolve(timer.Schedule));
                case QueueTriggerAttribute queue:
                    return new FunctionTrigger.OnMessage(text.Resolve(queue.QueueName), ConnectionSetting(queue.Connection, text));
                case HttpTriggerAttribute http:
                    return new FunctionTrigger.OnRequest(http.Methods ?? [], text.Resolve(http.Route ?? name).Trim('/'));
                default:
                    break;
            }
        }

        return null;
    }

    // Azure looks for the name with this prefix first; the host's own account is the default.
    private static string ConnectionSetting(string? connection, AttributeText text)
    {
        if (string.IsNullOrEmpty(connection))
            return HostSettings.Storage;
        var prefixed = ConnectionPrefix + connection;
        return text.Has(prefixed) ? prefixed : connection;
    }
}
