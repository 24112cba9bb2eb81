using System.Text.Json;
using System.Text.RegularExpressions;
using CloudmoreAutotask.Tests.FunctionTests.Host.Protocol;
using NCrontab;

namespace CloudmoreAutotask.Tests.FunctionTests.Host;

/// <summary>A function as the worker's index has it.</summary>
internal sealed partial class HostedFunction
{
    private readonly RpcFunctionMetadata _metadata;

    public HostedFunction(RpcFunctionMetadata metadata)
    {
        _metadata = metadata;
        Bindings = [.. metadata.RawBindings.Select(binding => JsonDocument.Parse(binding).RootElement)];
        Trigger = Bindings.Single(binding => Text(binding, "type").EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
    }

    public string Name => _metadata.Name;

    public string Id => _metadata.FunctionId;

    public IReadOnlyList<JsonElement> Bindings { get; }

    public JsonElement Trigger { get; }

    /// <summary>The name of the parameter that takes what triggered the function.</summary>
    public string Parameter => Text(Trigger, "name");

    public string Kind => Text(Trigger, "type");

    /// <summary>What asks the worker to load it.</summary>
    public FunctionLoadRequest ToLoadRequest()
    {
        var metadata = new RpcFunctionMetadata { Name = Name, ScriptFile = _metadata.ScriptFile, EntryPoint = _metadata.EntryPoint };
        foreach (var binding in Bindings)
        {
            var isIn = string.Equals(Text(binding, "direction"), "in", StringComparison.OrdinalIgnoreCase);
            metadata.Bindings[Text(binding, "name")] = new BindingInfo { Type = Text(binding, "type"), Direction = isIn ? BindingInfo.Types.Direction.In : BindingInfo.Types.Direction.Out };
        }

        return new FunctionLoadRequest { FunctionId = Id, Metadata = metadata };
    }

    /// <summary>A property of the trigger, with the settings that it names between percent signs.</summary>
    /// <exception cref="InvalidOperationException">A setting is not there; a Functions host does not start the function then.</exception>
    public string Resolve(string property, IReadOnlyDictionary<string, string> settings) => Expression().Replace(
        Text(Trigger, property),
        found => settings.GetValueOrDefault(found.Groups["name"].Value) is { Length: > 0 } value ? value : throw new InvalidOperationException($"{Name}: '{found.Value}' does not resolve to a value."));

    /// <summary>When a timer function runs.</summary>
    public CrontabSchedule Schedule(IReadOnlyDictionary<string, string> settings) => CrontabSchedule.Parse(Resolve("schedule", settings), new() { IncludingSeconds = true });

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expression();
}
