using System.Runtime.CompilerServices;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Whether Autotask lets the API user in and do what an export does, and knows what the settings name.</summary>
internal sealed class AutotaskCheck(
    AutotaskClient autotask, ReferenceResolver references, ContractFieldCheck field, CompaniesCheck companies, IOptionsMonitor<AutotaskOptions> options, IOptions<LimitsOptions> limits)
{
    public const string Name = "Autotask";

    public const string Records = "Autotask records";

    /// <summary>Stands for a record that the settings do not name yet.</summary>
    public const string NotNamed = "?";

    private static readonly Needed[] Rights =
    [
        new("Companies", Query: true), new("Contracts", Query: true, Create: true, Update: true), new("ContractServices", Query: true), new("ContractServiceUnits", Query: true),
        new("ContractServiceAdjustments", Create: true), new("ContractCharges", Query: true, Create: true, Update: true), new("Services", Query: true, Create: true),
        new("BillingCodes", Query: true),
    ];

    public async IAsyncEnumerable<Finding> LookAsync(DoctorLook look, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // What was kept from before would hide what a person has just put right.
        autotask.ForgetMetadata();
        var threshold = await autotask.GetThresholdAsync(cancellation);
        yield return Finding.Good("Autotask sign-in", "Autotask knows the API user's zone and accepts the sign-in.");
        yield return Allowance(threshold);
        foreach (var needed in Rights)
            yield return await RightsAsync(needed, cancellation);
        yield return await Guarded("Autotask costs", CostsAsync, cancellation);
        yield return await Guarded("Contract field", token => field.LookAsync(look.CreateField, token), cancellation);
        var found = await references.CheckAsync(Named(options.CurrentValue), cancellation);
        foreach (var reference in new[] { found.ServiceBillingCode, found.ProductBillingCode, found.ServiceLevelAgreement })
            yield return reference.Problem is { } problem
                ? Finding.Bad(Records, problem, reference.Action)
                : Finding.Good(Records, $"{reference.Setting} is '{reference.Name ?? reference.Text}' ({reference.Id}).");
        yield return await Guarded("Autotask picklists", PicklistsAsync, cancellation);
        await foreach (var finding in companies.LookAsync(look, cancellation))
            yield return finding;
    }

    private static AutotaskOptions Named(AutotaskOptions settings) => new()
    {
        ServiceBillingCodeId = OrEmpty(settings.ServiceBillingCodeId),
        ProductBillingCodeId = OrEmpty(settings.ProductBillingCodeId),
        ServiceLevelAgreementId = OrEmpty(settings.ServiceLevelAgreementId),
    };

    private static string OrEmpty(string text) => text == NotNamed ? "" : text;

    private Finding Allowance(ThresholdInformation threshold)
    {
        const string Check = "Autotask allowance";
        var share = limits.Value.AllowanceSharePercent;
        var found = $"{threshold.CurrentTimeframeRequestCount} of {threshold.ExternalRequestThreshold} calls of the last hour are used, by all integrations; at most {limits.Value.CallsPerEntity} calls go at once per entity, and Autotask allows three.";
        return new AllowanceState(threshold.ExternalRequestThreshold, threshold.CurrentTimeframeRequestCount).IsAbove(share)
            ? Finding.Warning(Check, found, $"Nothing: above {share} % exports are postponed and go on by themselves. If it is so every day, look which integration calls so often.")
            : Finding.Good(Check, found);
    }

    private async Task<Finding> RightsAsync(Needed needed, CancellationToken cancellation)
    {
        var check = $"Autotask rights on {needed.Entity}";
        EntityInformation information;
        try
        {
            information = await autotask.GetEntityInformationAsync(needed.Entity, cancellation);
        }
        catch (MustFixException refused) when (!refused.SignInStopped)
        {
            return Finding.Bad(check, refused.Message, Level(needed));
        }

        var missing = needed.Missing(information).ToList();
        if (missing.Count > 0)
            return Finding.Bad(check, $"The API user may not {string.Join(" or ", missing)} {needed.Entity}.", Level(needed));
        return needed.IsRestricted(information)
            ? Finding.Warning(check, $"The API user may do what is needed with some {needed.Entity} only; rows can be hidden from it.", Level(needed))
            : Finding.Good(check, $"The API user may {string.Join(", ", needed.Words())} them.");
    }

    private async Task<Finding> CostsAsync(CancellationToken cancellation)
    {
        const string Check = "Autotask costs";
        var services = await autotask.QueryAsync<Service>([Filter.Equal("isActive", true)], cancellation);
        if (services.Count == 0)
            return Finding.Warning(Check, "There is no service yet by whose cost it could be seen whether the API user sees costs.", "Nothing now: an export would run. Look again after the first one.");
        return services.Any(service => service.UnitCost is not null)
            ? Finding.Good(Check, "The API user sees costs.")
            : Finding.Warning(Check, $"None of the {services.Count} active services shows a cost.",
                "An export would run all the same: units and prices are written and read back, and costs are written without being read back. If services in Autotask have costs, the API user's security level hides them (Can't Read Costs); give it API User (system), so that a wrong cost is found.");
    }

    private async Task<Finding> PicklistsAsync(CancellationToken cancellation)
    {
        const string Check = "Autotask picklists";
        var contracts = await autotask.GetFieldsAsync(Contract.Entity, cancellation);
        var charges = await autotask.GetFieldsAsync(ContractCharge.Entity, cancellation);
        var missing = new[]
        {
            Missing(contracts, "contractType", "7", "Recurring Service"),
            Missing(contracts, "contractPeriodType", "2", "Monthly"),
            Missing(contracts, "contractPeriodType", "5", "Yearly"),
            charges.FirstOrDefault(entry => Is(entry, "chargeType"))?.PicklistValues?.Any(value => value.IsActive) == true ? null : "ContractCharges.chargeType has no active value",
        }.OfType<string>().ToList();
        return missing.Count == 0
            ? Finding.Good(Check, "Contract types, period types and charge types are as the product takes them.")
            : Finding.Bad(Check, $"{string.Join("; ", missing)}.", "Check that the module Contracts is active in Autotask and that the API user may use it.");
    }

    /// <summary>Turns what Autotask refuses to show into something to look at.</summary>
    internal static async Task<Finding> Guarded(string check, Func<CancellationToken, Task<Finding>> look, CancellationToken cancellation)
    {
        try
        {
            return await look(cancellation);
        }
        catch (MustFixException refused) when (!refused.SignInStopped)
        {
            return Finding.Warning(check, refused.Message, "Give the API user the right to read it.");
        }
    }

    private static string? Missing(IReadOnlyList<FieldInformation> fields, string field, string value, string label) =>
        fields.FirstOrDefault(entry => Is(entry, field))?.PicklistValues?.Any(entry => entry.Value == value && entry.IsActive) == true ? null : $"Contracts.{field} has no active value {value} ({label})";

    private static bool Is(FieldInformation field, string name) => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase);

    private static string Level(Needed needed) =>
        $"Give the API user's security level in Autotask the right to {string.Join(", ", needed.Words())} {needed.Entity}; the level API User (system) has it.";

    /// <summary>What an export does with an entity.</summary>
    private sealed record Needed(string Entity, bool Query = false, bool Create = false, bool Update = false)
    {
        public IEnumerable<string> Words() => new[] { Query ? "query" : null, Create ? "create" : null, Update ? "update" : null }.OfType<string>();

        public IEnumerable<string> Missing(EntityInformation information) => new[]
        {
            Query && (!information.CanQuery || information.UserAccessForQuery == UserAccess.None) ? "query" : null,
            Create && (!information.CanCreate || information.UserAccessForCreate == UserAccess.None) ? "create" : null,
            Update && (!information.CanUpdate || information.UserAccessForUpdate == UserAccess.None) ? "update" : null,
        }.OfType<string>();

        public bool IsRestricted(EntityInformation information) =>
            (Query && information.UserAccessForQuery == UserAccess.Restricted)
            || (Create && information.UserAccessForCreate == UserAccess.Restricted)
            || (Update && information.UserAccessForUpdate == UserAccess.Restricted);
    }
}
