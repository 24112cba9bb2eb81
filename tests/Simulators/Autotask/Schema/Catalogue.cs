namespace CloudmoreAutotask.Simulators.Autotask.Schema;

/// <summary>The entities that the simulator has.</summary>
internal static class Catalogue
{
    public static readonly IReadOnlyList<EntityDefinition> All =
    [
        Companies.Entity, Currencies.Entity, BillingCodes.Entity, UdfDefinitions.Entity, Services.Entity, Contracts.Entity, ContractServices.Entity,
        Adjustments.Entity, Units.Entity, Charges.Entity, BillingItems.Entity,
    ];

    private static readonly Dictionary<string, EntityDefinition> ByName = All.ToDictionary(entity => entity.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, EntityDefinition> ByChildRoute =
        All.Where(entity => entity.ChildRoute is not null).ToDictionary(entity => entity.ChildRoute!, StringComparer.OrdinalIgnoreCase);

    public static EntityDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The entity that is written below a contract.</summary>
    public static EntityDefinition? FindChild(string route) => ByChildRoute.GetValueOrDefault(route);
}
