using CloudmoreAutotask.Simulators.Autotask.Behaviour;
using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;
using CloudmoreAutotask.Simulators.Autotask.Writing;

namespace CloudmoreAutotask.Simulators.Autotask;

/// <summary>
/// A simulated Autotask tenant: the rows, and what people and the tenant's own jobs do to them. Safe to use from several threads, also while a simulator serves it.
/// Whatever the API would refuse, these methods refuse with <see cref="AutotaskRefusalException"/>. Days are the tenant's own; instants are UTC.
/// </summary>
public sealed partial class AutotaskTenant
{
    private readonly Posting _posting;

    /// <summary>A tenant with its own company (id 0), the currency EUR and the billing codes below.</summary>
    public AutotaskTenant(AutotaskRules? rules = null, TimeProvider? time = null)
        : this(rules, time, seeds: true)
    {
    }

    private AutotaskTenant(AutotaskRules? rules, TimeProvider? time, bool seeds)
    {
        Store.Rules = rules ?? Store.Rules;
        Store.Time = time ?? Store.Time;
        Writer = new EntityWriter(Store);
        _posting = new Posting(Store, Writer);
        if (seeds)
            Seed();
    }

    /// <summary>How the tenant behaves where tenants differ.</summary>
    public AutotaskRules Rules
    {
        get => Store.Rules;
        set => Store.Rules = value;
    }

    /// <summary>The tenant's clock.</summary>
    public TimeProvider Time
    {
        get => Store.Time;
        set => Store.Time = value;
    }

    /// <summary>The API user.</summary>
    public ApiUser ApiUser { get; } = new();

    /// <summary>An active billing code of use type Recurring Contract Service Code.</summary>
    public long ServiceBillingCodeId { get; } = BillingCodes.Entity.FirstId;

    /// <summary>An active billing code of use type Material Cost Code.</summary>
    public long ChargeBillingCodeId { get; } = BillingCodes.Entity.FirstId + 1;

    /// <summary>An active billing code of use type Product Code.</summary>
    public long ProductBillingCodeId { get; } = BillingCodes.Entity.FirstId + 2;

    /// <summary>An inactive billing code of use type Recurring Contract Service Code.</summary>
    public long InactiveServiceBillingCodeId { get; } = BillingCodes.Entity.FirstId + 3;

    /// <summary>A service level agreement that can be chosen.</summary>
    public int ServiceLevelAgreementId { get; } = Picklists.ServiceLevelAgreement[0].Value;

    internal Store Store { get; } = new();

    internal EntityWriter Writer { get; }

    /// <summary>Reads a tenant that was saved.</summary>
    public static AutotaskTenant Load(string path, AutotaskRules? rules = null, TimeProvider? time = null)
    {
        using var stream = File.OpenRead(path);
        return Load(stream, rules, time);
    }

    /// <summary>Reads a tenant that was saved.</summary>
    public static AutotaskTenant Load(Stream stream, AutotaskRules? rules = null, TimeProvider? time = null)
    {
        var tenant = new AutotaskTenant(rules, time, seeds: false);
        StateFile.Read(tenant.Store, stream);
        return tenant;
    }

    /// <summary>Writes all rows as JSON, in one step: the file is either the old one or the whole new one. Rules and credentials are not in it.</summary>
    public void Save(string path)
    {
        var part = path + ".part";
        using (var stream = File.Create(part))
            Save(stream);
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Writes all rows as JSON.</summary>
    public void Save(Stream stream)
    {
        lock (Store.Lock)
            StateFile.Write(Store, stream);
    }

    private static object? Plain(object? value) => value switch
    {
        int number => (long)number,
        double => throw new ArgumentException("Amounts are decimals.", nameof(value)),
        _ => value,
    };

    private static WriteValues Values(params IEnumerable<(Field Field, object? Value)> values)
    {
        var result = new WriteValues();
        foreach (var (field, value) in values)
            result[field] = Plain(value);
        return result;
    }

    private static EntityDefinition EntityOf(string name) =>
        Catalogue.Find(name) ?? throw new ArgumentException($"The simulator has no entity {name}.", nameof(name));

    private static Field FieldOf(EntityDefinition entity, string name) =>
        entity.Find(name) ?? throw new ArgumentException($"{entity.Name} has no field {name}.", nameof(name));

    private void Seed()
    {
        Store[Companies.Entity].Insert(new Row(Companies.Entity, 0));
        var own = Store.Get(Companies.Entity, 0);
        own[Companies.Name] = "The broker's own company";
        own[Companies.Type] = 1L;
        own[Companies.IsActive] = true;
        AddCurrency("EUR", isInternal: true);
        AddBillingCode("Cloud subscriptions", 5);
        AddBillingCode("Cloud charges", 4);
        AddBillingCode("Cloud products", 7);
        AddBillingCode("Old subscriptions", 5, isActive: false);
    }
}
