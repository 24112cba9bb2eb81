using System.Globalization;
using CloudmoreAutotask.Autotask.Entities;

namespace CloudmoreAutotask.Setup;

/// <summary>Decides which record a setting names. One record, or none and the reason: never a guess.</summary>
internal static class ReferenceMatch
{
    // A message is read by a person; the doctor lists them all.
    private const int Shown = 20;

    /// <summary>The billing code that the setting names.</summary>
    /// <param name="setting">The setting's name.</param>
    /// <param name="text">What it says.</param>
    /// <param name="use">What the code is to be used for.</param>
    /// <param name="codes">Every code of that use, and those of other uses that have the id or the name.</param>
    /// <param name="tenant">The tenant's use types.</param>
    public static Reference BillingCode(string setting, string text, BillingCodeUse use, IReadOnlyList<BillingCode> codes, UseTypes tenant)
    {
        var types = use.In(tenant);
        var fitting = codes.Where(code => code.UseType is { } type && types.Contains(type)).ToList();
        var candidates = Sorted(fitting.Where(code => code.IsActive).Select(code => new ReferenceCandidate(code.Id, Trimmed(code.Name))));
        return ReferenceText.IdOf(text) is { } id
            ? ById(codes.FirstOrDefault(code => code.Id == id))
            : ByName();

        Reference ById(BillingCode? found) => found switch
        {
            null => Problem(setting, text, $"no billing code with this id was found in Autotask. Either the id is wrong, or the API user may not see it. {Choose(candidates)}", candidates),
            _ when !fitting.Contains(found) => Problem(setting, text, $"billing code '{Trimmed(found.Name)}' has use type {tenant.Name(found)}, and it must be {use.Words}. {Choose(candidates)}", candidates),
            { IsActive: false } => Problem(setting, text, $"billing code '{Trimmed(found.Name)}' is not active in Autotask. {Choose(candidates)}", candidates),
            _ => new Reference { Setting = setting, Text = text, Id = found.Id, Name = Trimmed(found.Name), Candidates = candidates },
        };

        Reference ByName()
        {
            if (Named(candidates, text) is [var one])
                return new Reference { Setting = setting, Text = text, Id = one.Id, Name = one.Name, Candidates = candidates };
            if (Named(candidates, text) is { Count: > 1 } several)
                return Problem(setting, text, $"{several.Count} billing codes of use type {use.Words} have this name: {Listed(several)}. Set the id of the right one.", candidates);
            var other = codes.FirstOrDefault(code => IsNamed(code.Name, text));
            var why = other is null ? "has this name" : fitting.Contains(other) ? $"has this name; billing code {other.Id} has it and is not active" : $"has this name; billing code {other.Id} has it with use type {tenant.Name(other)}";
            return Problem(setting, text, $"no active billing code of use type {use.Words} {why}. {Choose(candidates)}", candidates);
        }
    }

    /// <summary>The service level agreement that the setting names.</summary>
    /// <param name="setting">The setting's name.</param>
    /// <param name="text">What it says.</param>
    /// <param name="values">The picklist of <c>Contracts.serviceLevelAgreementID</c>.</param>
    public static Reference ServiceLevelAgreement(string setting, string text, IReadOnlyList<PicklistValue> values)
    {
        var all = values.Select(value => (value.IsActive, Record: Candidate(value))).Where(value => value.Record is not null).Select(value => (value.IsActive, Record: value.Record!)).ToList();
        var candidates = Sorted(all.Where(value => value.IsActive).Select(value => value.Record));
        var id = ReferenceText.IdOf(text);
        var found = id is null ? Named(candidates, text) : [.. candidates.Where(candidate => candidate.Id == id)];
        if (found is [var one])
            return new Reference { Setting = setting, Text = text, Id = one.Id, Name = one.Name, Candidates = candidates };
        var inactive = all.Exists(value => !value.IsActive && (id is null ? IsNamed(value.Record.Name, text) : value.Record.Id == id));
        var why = found.Count > 1 ? $"{found.Count} service level agreements have this name: {Listed(found)}. Set the id of the right one."
            : inactive ? $"this service level agreement is not active in Autotask. {Choose(candidates)}"
            : $"Autotask has no active service level agreement with this {(id is null ? "name" : "id")}. {Choose(candidates)}";
        return Problem(setting, text, why, candidates);
    }

    /// <summary>A reference that cannot be used.</summary>
    public static Reference Problem(string setting, string text, string why, IReadOnlyList<ReferenceCandidate> candidates) => new()
    {
        Setting = setting,
        Text = text,
        Problem = text.Length == 0 ? $"{setting} is missing. {Choose(candidates)}" : $"{setting} is '{text}': {why}",
        Candidates = candidates,
    };

    /// <summary>The records of that name: the one written just so, else all that differ in upper and lower case only.</summary>
    private static IReadOnlyList<ReferenceCandidate> Named(IReadOnlyList<ReferenceCandidate> candidates, string text)
    {
        var named = candidates.Where(candidate => IsNamed(candidate.Name, text)).ToList();
        return named.Where(candidate => string.Equals(candidate.Name, text, StringComparison.Ordinal)).ToList() is [var exact] ? [exact] : named;
    }

    private static bool IsNamed(string? name, string text) => string.Equals(Trimmed(name), text, StringComparison.OrdinalIgnoreCase);

    private static ReferenceCandidate? Candidate(PicklistValue value) =>
        long.TryParse(value.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new ReferenceCandidate(id, Trimmed(value.Label)) : null;

    private static IReadOnlyList<ReferenceCandidate> Sorted(IEnumerable<ReferenceCandidate> candidates) =>
        [.. candidates.OrderBy(candidate => candidate.Name, StringComparer.OrdinalIgnoreCase).ThenBy(candidate => candidate.Id)];

    private static string Choose(IReadOnlyList<ReferenceCandidate> candidates) =>
        candidates.Count == 0 ? "Autotask shows none that could be chosen." : $"To choose from: {Listed(candidates)}.";

    private static string Listed(IReadOnlyList<ReferenceCandidate> candidates)
    {
        var shown = string.Join(", ", candidates.Take(Shown).Select(candidate => string.Create(CultureInfo.InvariantCulture, $"{candidate.Name} ({candidate.Id})")));
        return candidates.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $"{shown} and {candidates.Count - Shown} more") : shown;
    }

    private static string Trimmed(string? name) => name?.Trim() ?? "";
}
