using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Writing;

/// <summary>Checks picklist values, rows pointed to, and the use types of billing codes.</summary>
internal sealed class References(Store store)
{
    /// <summary>Entities that the simulator does not have but whose ids it takes as given.</summary>
    private const string Unchecked = "Resource";

    /// <summary>The reason why a field cannot have the value; null when it can.</summary>
    public string? Problem(Field field, object? value)
    {
        if (value is not long id)
            return null;
        if (store.Picklist(field) is { } picklist)
            return picklist.Any(item => item.Value == id && item.IsActive) ? null : Texts.NotInPicklist(field.Name);
        if (field.Reference is null or Unchecked)
            return null;
        if (Catalogue.Find(field.Reference) is not { } entity || store.Find(entity, id) is not { } row)
            return Texts.NoReference(field.Name);
        if (field.NeedsActiveReference && entity.Find("isActive") is { } isActive && !row.Flag(isActive))
            return Texts.InactiveReference(field.Name);
        return UseTypeProblem(field, row);
    }

    private static string? UseTypeProblem(Field field, Row billingCode)
    {
        if (field.UseTypes.Count == 0 || field.UseTypes.Any(type => type == billingCode.LongOrNull(BillingCodes.UseType)))
            return null;
        return $"The use type of the billing code is not allowed for {field.Name}. ; on record number [1].";
    }
}
