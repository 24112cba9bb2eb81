namespace CloudmoreAutotask.Setup;

/// <summary>An Autotask record that a setting names, by its id or by its name.</summary>
public sealed record Reference
{
    /// <summary>The setting, for instance <c>Autotask:ServiceBillingCodeId</c>.</summary>
    public required string Setting { get; init; }

    /// <summary>What the setting says.</summary>
    public required string Text { get; init; }

    /// <summary>The record's id; null when the setting names none that can be used.</summary>
    public long? Id { get; init; }

    /// <summary>The record's name; null when it was not looked up.</summary>
    public string? Name { get; init; }

    /// <summary>Why there is no id, as a sentence that lists the candidates; null when there is one.</summary>
    public string? Problem { get; init; }

    /// <summary>What a person does about the problem.</summary>
    public string Action => $"Set {Setting} to the id or the name of one that fits; the bill then goes on by itself.";

    /// <summary>The records that may be chosen, by name. Only read when there is a problem, or when they were asked for.</summary>
    public IReadOnlyList<ReferenceCandidate> Candidates { get; init; } = [];
}

/// <summary>A record that may be chosen.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record ReferenceCandidate(long Id, string Name);

/// <summary>The Autotask records that new services, charges and contracts refer to.</summary>
/// <param name="ServiceBillingCode">The billing code of catalogue services.</param>
/// <param name="ProductBillingCode">The billing code of charges.</param>
/// <param name="ServiceLevelAgreement">The service level agreement of new contracts.</param>
public sealed record AutotaskReferences(Reference ServiceBillingCode, Reference ProductBillingCode, Reference ServiceLevelAgreement);
