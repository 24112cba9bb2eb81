namespace CloudmoreAutotask.Setup;

/// <summary>An example of a setting that has no default, for messages and documents.</summary>
/// <param name="example">The example.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingExampleAttribute(string example) : Attribute
{
    /// <summary>The example.</summary>
    public string Example { get; } = example;
}
