using System.Globalization;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using Microsoft.Extensions.Logging;

namespace CloudmoreAutotask.Setup;

/// <summary>Finds the Autotask records that the settings name by id or by name: two billing codes and the service level agreement.</summary>
/// <param name="autotask">The client.</param>
/// <param name="logger">The log.</param>
public sealed class ReferenceResolver(AutotaskClient autotask, ILogger<ReferenceResolver> logger)
{
    private const string ServiceSetting = "Autotask:ServiceBillingCodeId";
    private const string ProductSetting = "Autotask:ProductBillingCodeId";
    private const string AgreementSetting = "Autotask:ServiceLevelAgreementId";

    /// <summary>
    /// Finds them with as few calls as there can be: one read of billing codes, and for a service level agreement given by name Autotask's picklist, which is
    /// kept for a day. An id of a billing code is checked in the same read; an id of a service level agreement is taken as it is.
    /// </summary>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>For each, the id or the problem; what does not resolve is no exception.</returns>
    /// <exception cref="MustFixException">The sign-in is stopped.</exception>
    /// <exception cref="TryLaterException">Autotask does not answer.</exception>
    public Task<AutotaskReferences> ResolveAsync(AutotaskOptions settings, CancellationToken cancellation) => ResolveAsync(settings, isThorough: false, cancellation);

    /// <summary>Finds them and looks everything up, so that every id is checked and every candidate listed. A setting may be empty.</summary>
    /// <inheritdoc cref="ResolveAsync(AutotaskOptions, CancellationToken)" />
    public Task<AutotaskReferences> CheckAsync(AutotaskOptions settings, CancellationToken cancellation) => ResolveAsync(settings, isThorough: true, cancellation);

    private async Task<AutotaskReferences> ResolveAsync(AutotaskOptions settings, bool isThorough, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var codes = await ResolveBillingCodesAsync(settings.ServiceBillingCodeId.Trim(), settings.ProductBillingCodeId.Trim(), isThorough, cancellation);
        return new AutotaskReferences(codes.Service, codes.Product, await ResolveAgreementAsync(settings.ServiceLevelAgreementId.Trim(), isThorough, cancellation));
    }

    private async Task<(Reference Service, Reference Product)> ResolveBillingCodesAsync(string service, string product, bool isThorough, CancellationToken cancellation)
    {
        IReadOnlyList<BillingCode> codes;
        try
        {
            codes = await ReadCodesAsync(UseTypes.Unread, [service, product], cancellation);
        }
        catch (MustFixException unreadable) when (!unreadable.SignInStopped)
        {
            Log.BillingCodesUnreadable(logger, unreadable.Message);
            return (Unread(ServiceSetting, service, unreadable), Unread(ProductSetting, product, unreadable));
        }

        var found = Match(UseTypes.Unread);
        if (found is { Service.Problem: null, Product.Problem: null } && !isThorough)
            return found;

        // Not every use type's id is documented: before anything is called wrong, the tenant's own picklist is asked.
        var tenant = await ReadUseTypesAsync(cancellation);
        if (!BillingCodeUse.Service.In(tenant).Concat(BillingCodeUse.Product.In(tenant)).Order().SequenceEqual(Usual.Order()))
            codes = await ReadCodesAsync(tenant, [service, product], cancellation);
        return Match(tenant);

        (Reference Service, Reference Product) Match(UseTypes types) => (
            ReferenceMatch.BillingCode(ServiceSetting, service, BillingCodeUse.Service, codes, types),
            ReferenceMatch.BillingCode(ProductSetting, product, BillingCodeUse.Product, codes, types));
    }

    private static IEnumerable<int> Usual => BillingCodeUse.Service.Usual.Concat(BillingCodeUse.Product.Usual);

    /// <summary>The codes of both uses and, whatever their use, those that the settings name: a wrong one can then be called by its fault.</summary>
    private Task<IReadOnlyList<BillingCode>> ReadCodesAsync(UseTypes tenant, IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        int[] types = [.. BillingCodeUse.Service.In(tenant).Concat(BillingCodeUse.Product.In(tenant)).Distinct()];
        long[] ids = [.. texts.Select(ReferenceText.IdOf).OfType<long>().Distinct()];
        string[] names = [.. texts.Where(text => text.Length > 0 && ReferenceText.IdOf(text) is null).Distinct(StringComparer.Ordinal)];
        List<Filter> wanted = [Filter.In("useType", types)];
        if (ids.Length > 0)
            wanted.Add(Filter.In("id", ids));
        if (names.Length > 0)
            wanted.Add(Filter.In("name", names));
        return autotask.QueryAsync<BillingCode>([Filter.AnyOf([.. wanted])], cancellation);
    }

    private async Task<UseTypes> ReadUseTypesAsync(CancellationToken cancellation)
    {
        try
        {
            var values = await ReadPicklistAsync(BillingCode.Entity, "useType", cancellation);
            return new UseTypes(values.Where(value => int.TryParse(value.Value, CultureInfo.InvariantCulture, out _))
                .ToDictionary(value => int.Parse(value.Value, CultureInfo.InvariantCulture), value => value.Label.Trim()));
        }
        catch (MustFixException unreadable) when (!unreadable.SignInStopped)
        {
            // What is known of the ids without it must do.
            return UseTypes.Unread;
        }
    }

    private async Task<Reference> ResolveAgreementAsync(string text, bool isThorough, CancellationToken cancellation)
    {
        var id = ReferenceText.IdOf(text);
        if (id is not null && !isThorough)
            return new Reference { Setting = AgreementSetting, Text = text, Id = id };
        try
        {
            var found = ReferenceMatch.ServiceLevelAgreement(AgreementSetting, text, await ReadAgreementsAsync(cancellation));
            if (found.Problem is null)
                return found;
            // The picklist may be a day old, and the agreement new.
            autotask.ForgetMetadata();
            return ReferenceMatch.ServiceLevelAgreement(AgreementSetting, text, await ReadAgreementsAsync(cancellation));
        }
        catch (MustFixException unreadable) when (!unreadable.SignInStopped)
        {
            return Unread(AgreementSetting, text, unreadable);
        }
    }

    private Task<IReadOnlyList<PicklistValue>> ReadAgreementsAsync(CancellationToken cancellation) => ReadPicklistAsync(Contract.Entity, "serviceLevelAgreementID", cancellation);

    private async Task<IReadOnlyList<PicklistValue>> ReadPicklistAsync(string entity, string field, CancellationToken cancellation)
    {
        var fields = await autotask.GetFieldsAsync(entity, cancellation);
        return fields.FirstOrDefault(known => string.Equals(known.Name, field, StringComparison.OrdinalIgnoreCase))?.PicklistValues ?? [];
    }

    /// <summary>An id is good without a look at it; Autotask refuses a wrong one by name. A name cannot be looked up.</summary>
    private static Reference Unread(string setting, string text, MustFixException unreadable) => ReferenceText.IdOf(text) is { } id
        ? new Reference { Setting = setting, Text = text, Id = id }
        : ReferenceMatch.Problem(setting, text, $"its id cannot be looked up. {unreadable.Message} Set the id, or give the API user the right to read it.", []);
}
