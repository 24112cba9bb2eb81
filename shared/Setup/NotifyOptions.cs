namespace CloudmoreAutotask.Setup;

/// <summary>Section <c>Notify</c>: who is told once a day what was exported and what needs a person.</summary>
public sealed class NotifyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Notify";

    /// <summary>The address of a webhook of Teams or Slack. Whoever knows it can write there, so it is a secret. Without one nobody is told.</summary>
    [OptionalSecret]
    public Secret WebhookUrl { get; set; } = new("");
}
