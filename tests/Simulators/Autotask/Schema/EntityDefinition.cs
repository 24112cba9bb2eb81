namespace CloudmoreAutotask.Simulators.Autotask.Schema;

/// <summary>An entity: its routes, what may be done with it, its fields. Source: Autotask facts, "Routes that matter" and the entity tables.</summary>
internal sealed class EntityDefinition
{
    private readonly Dictionary<string, Field> _byName;

    public EntityDefinition(string name, string soapName, EntityAccess access, IReadOnlyList<Field> fields)
    {
        Name = name;
        SoapName = soapName;
        Access = access;
        Fields = fields;
        for (var ordinal = 0; ordinal < fields.Count; ordinal++)
            fields[ordinal].Ordinal = ordinal;
        _byName = fields.ToDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The name in a route, for instance <c>Contracts</c>.</summary>
    public string Name { get; }

    /// <summary>The name in metadata, for instance <c>Contract</c>.</summary>
    public string SoapName { get; }

    public EntityAccess Access { get; }

    /// <summary>All fields; the id comes first.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>Whether writes go to the entity's own URL.</summary>
    public bool WritesAtRoot { get; init; } = true;

    /// <summary>The entity's name below its contract, for instance <c>Services</c>; null for none.</summary>
    public string? ChildRoute { get; init; }

    /// <summary>The field that holds the contract of a child.</summary>
    public Field? ParentField { get; init; }

    /// <summary>The <c>udfType</c> of its user-defined fields; null when it has none.</summary>
    public int? UdfType { get; init; }

    /// <summary>The first id; ids of different entities are far apart, so that mixing them up shows.</summary>
    public long FirstId { get; init; } = 1;

    public bool Can(EntityAccess access) => (Access & access) == access;

    public Field? Find(string name) => _byName.GetValueOrDefault(name);

    public override string ToString() => Name;
}
