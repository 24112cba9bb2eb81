using System.Text.Json;
using CloudmoreAutotask.Autotask.Calls;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Autotask.Json;
using CloudmoreAutotask.Autotask.Metadata;
using CloudmoreAutotask.Autotask.Queries;
using CloudmoreAutotask.Autotask.Writes;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Autotask;

/// <summary>The Autotask REST API, as far as the product uses it.</summary>
/// <remarks>
/// <para>A read is repeated when it fails in passing, and ends in rows or an exception: <see cref="TryLaterException"/>, <see cref="MustFixException"/>, or
/// <see cref="InvalidDataException"/> for an answer without the documented form. A failed look-up never looks like "no rows".</para>
/// <para>A write is sent once (again only after a 401, which executed nothing), and ends in a <see cref="WriteAnswer"/>. Only a stopped sign-in or a missing
/// setting is thrown, as <see cref="MustFixException"/>; nothing was written then.</para>
/// </remarks>
public sealed class AutotaskClient
{
    private readonly QueryReader queries;
    private readonly WriteSender writes;
    private readonly MetadataReader metadata;
    private readonly ReadSender reads;

    internal AutotaskClient(QueryReader queries, WriteSender writes, MetadataReader metadata, ReadSender reads) =>
        (this.queries, this.writes, this.metadata, this.reads) = (queries, writes, metadata, reads);

    /// <summary>All rows for which every filter holds, in the order of their ids. No filter means all rows.</summary>
    public Task<IReadOnlyList<T>> QueryAsync<T>(IReadOnlyList<Filter> filters, CancellationToken cancellation)
        where T : IAutotaskRow =>
        queries.ReadAsync<T>(filters, cancellation);

    /// <summary>All rows whose field has one of the values and for which every other filter holds, in the order of their ids, each once. No values, no call.</summary>
    /// <param name="field">The field.</param>
    /// <param name="values">Its values; numbers as numbers, for a text against an id field finds nothing.</param>
    /// <param name="and">The other filters.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="udf">Whether the field is user-defined.</param>
    public Task<IReadOnlyList<T>> QueryInAsync<T, TValue>(
        string field, IReadOnlyCollection<TValue> values, IReadOnlyList<Filter> and, CancellationToken cancellation, bool udf = false)
        where T : IAutotaskRow =>
        queries.ReadInAsync<T, TValue>(field, values, and, udf, cancellation);

    /// <summary>The same client, with something that is to happen right before each write goes, once it has its place among the calls in flight.</summary>
    /// <param name="before">When it fails, the write does not go and the failure is the caller's.</param>
    public AutotaskClient BeforeEachWrite(Func<Task> before) => new(queries, writes.Before(before), metadata, reads);

    /// <summary>Creates a contract.</summary>
    public Task<WriteAnswer> CreateContractAsync(NewContract contract, CancellationToken cancellation) =>
        writes.CreateAsync("Contracts", "Contracts", contract, cancellation);

    /// <summary>Changes a contract.</summary>
    public Task<WriteAnswer> UpdateContractAsync(ContractChange change, CancellationToken cancellation) =>
        writes.UpdateAsync("Contracts", "Contracts", change, cancellation);

    /// <summary>Adds a service to the catalogue.</summary>
    public Task<WriteAnswer> CreateServiceAsync(NewService service, CancellationToken cancellation) =>
        writes.CreateAsync("Services", "Services", service, cancellation);

    /// <summary>Puts a service on a contract.</summary>
    public Task<WriteAnswer> CreateContractServiceAsync(NewContractService service, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(service);
        return writes.CreateAsync("ContractServices", $"Contracts/{service.ContractId}/Services", service, cancellation);
    }

    /// <summary>Changes units and price of a contract service from a day on. The answer names no row, even when it is accepted.</summary>
    public Task<WriteAnswer> AdjustServiceAsync(NewServiceAdjustment adjustment, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(adjustment);
        return writes.CreateAsync("ContractServiceAdjustments", $"Contracts/{adjustment.ContractId}/ServiceAdjustments", adjustment, cancellation);
    }

    /// <summary>Creates a charge.</summary>
    public Task<WriteAnswer> CreateChargeAsync(NewContractCharge charge, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(charge);
        return writes.CreateAsync("ContractCharges", $"Contracts/{charge.ContractId}/Charges", charge, cancellation);
    }

    /// <summary>Changes a charge that is not billed.</summary>
    public Task<WriteAnswer> UpdateChargeAsync(long contractId, ContractChargeChange change, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(change);
        return writes.UpdateAsync("ContractCharges", $"Contracts/{contractId}/Charges", change, cancellation);
    }

    /// <summary>Creates a user-defined field.</summary>
    public Task<WriteAnswer> CreateUserDefinedFieldAsync(NewUserDefinedField field, CancellationToken cancellation) =>
        writes.CreateAsync("UserDefinedFieldDefinitions", "UserDefinedFieldDefinitions", field, cancellation);

    /// <summary>What the entity allows, and the API user's rights; at most a day old.</summary>
    public async Task<EntityInformation> GetEntityInformationAsync(string entity, CancellationToken cancellation) =>
        Part<EntityInformation>(await metadata.ReadAsync(entity, "", cancellation), "info", entity);

    /// <summary>The entity's own fields; at most a day old.</summary>
    public async Task<IReadOnlyList<FieldInformation>> GetFieldsAsync(string entity, CancellationToken cancellation) =>
        Part<List<FieldInformation>>(await metadata.ReadAsync(entity, "/fields", cancellation), "fields", entity);

    /// <summary>The entity's user-defined fields; at most a day old.</summary>
    public async Task<IReadOnlyList<FieldInformation>> GetUserDefinedFieldsAsync(string entity, CancellationToken cancellation) =>
        Part<List<FieldInformation>>(await metadata.ReadAsync(entity, "/userDefinedFields", cancellation), "fields", entity);

    /// <summary>Forgets what was kept about entities, so that a change in Autotask (a right, a field) is seen at once.</summary>
    public void ForgetMetadata() => metadata.Forget();

    /// <summary>How much of the tenant's hourly allowance is used, asked now.</summary>
    public async Task<ThresholdInformation> GetThresholdAsync(CancellationToken cancellation)
    {
        const string Entity = "ThresholdInformation";
        var answer = await reads.ReadAsync(new AutotaskCall(Entity, HttpMethod.Get, Entity, CallPurpose.Read), cancellation);
        return AutotaskJson.Read<ThresholdInformation>(answer, "threshold information");
    }

    private static T Part<T>(JsonElement answer, string name, string entity) =>
        AutotaskJson.Property(answer, name) is { } part
            ? AutotaskJson.Read<T>(part, $"information on {entity}")
            : throw new InvalidDataException($"Autotask's information on {entity} has no {name}.");
}
