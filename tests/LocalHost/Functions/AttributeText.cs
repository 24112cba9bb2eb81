using System.Text.RegularExpressions;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;

namespace CloudmoreAutotask.LocalHost.Functions;

/// <summary>Puts settings into the text of an attribute: <c>%Export:Schedule%</c>.</summary>
/// <param name="settings">The settings.</param>
/// <param name="function">The function's name, for messages.</param>
internal sealed partial class AttributeText(IConfiguration settings, string function)
{
    public bool Has(string setting) => !string.IsNullOrWhiteSpace(settings[setting]);

    public string Resolve(string text) => Setting().Replace(text, found => Value(found.Groups["name"].Value));

    private string Value(string name) =>
        settings[name] ?? throw new MustFixException($"The setting {name} is missing; the function {function} needs it.");

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Setting();
}
